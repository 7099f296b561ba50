/** Names the links of a message that are too long for a platform, and where to find them. `platform` is its title. */
export function describeOmittedLinks(platform: string, labels: readonly string[]): string {
  const subject = labels.length === 1 ? 'A link is' : `${labels.length} links are`;
  return `${subject} too long for ${platform} and left out. Look in the provider's dashboard: ${labels.join(', ')}`;
}
