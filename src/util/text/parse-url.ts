/**
 * Characters of a host with its port. The name of a host has at most 253 (RFC 1035, section 2.3.4). Encoding the letters of
 * an international name takes time that grows with the square of its length.
 */
const longestAuthority = 300;

const longAuthority = new RegExp(`^(?:https?|wss?|ftp|file):[/\\\\]*[^/?#\\\\]{${longestAuthority + 1}}`, 'i');

/** Parses an absolute URL; null for an invalid one, or one whose host is longer than a host's name can be. */
export function parseUrl(text: string): URL | null {
  // The parser ignores these characters: https://url.spec.whatwg.org/#concept-basic-url-parser
  const written = text.replace(/[\t\n\r]/g, '').replace(/^[\0- ]+/, '');
  return longAuthority.test(written) ? null : URL.parse(text);
}
