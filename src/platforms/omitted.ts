/** Says which links of a message a platform can't take, by their labels, and where to look. `platform` is its title. */
export function describeLeftOut(platform: string, labels: readonly string[]): string {
  const subject = labels.length === 1 ? 'A link is' : `${labels.length} links are`;
  return `${subject} too long for ${platform} and left out. Look in the provider's dashboard: ${labels.join(', ')}`;
}
