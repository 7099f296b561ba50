/** Names the links of a message that are too long for a platform, and where to find them. `platform` is its title. */
export function describeOmittedLinks(platform: string, labels: readonly string[]): string {
  const [subject, object] = labels.length === 1 ? ['the link is', 'it'] : ['the links are', 'them'];
  return `Left out because ${subject} too long for ${platform}: ${labels.join(', ')}. Open ${object} in the provider's dashboard.`;
}
