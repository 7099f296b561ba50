/**
 * Text as Discord Markdown that says exactly this text and does nothing.
 *
 * Discord's clients take a backslash before any punctuation as that character itself
 * (https://support.discord.com/hc/en-us/articles/210298617). Escaping `:` and `/` breaks bare links, emoji, invites
 * and timestamps; `<` and `@` break mentions; `(`, `[`, `_`, … break the rest.
 */
const special = /[\\*_~|`<>[\]()#@:/]/g;

/** Everything that ends a line, and tabs. */
const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One line without control characters and without the marks that reverse the direction of all that follows
 * (U+202A–202E, U+2066–2069); half of a surrogate pair becomes U+FFFD, which JSON can carry.
 */
export function cleanLine(text: string): string {
  return text.replace(lineEnds, ' ').replace(controls, '').toWellFormed();
}

/** The same for text that keeps its lines. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(line => line.replaceAll('\t', '  ').replace(controls, '').toWellFormed())
    .join('\n');
}

/**
 * A cleaned line, inert. Discord looks for `@everyone` in the text as sent, backslashes or not; when the rule itself
 * pings @here that search is on, so a zero-width space stands after such an `@`.
 */
export function escapeText(line: string): string {
  return escapeLineStart(line.replace(/@(?=everyone|here)/gi, '@\u200b').replace(special, '\\$&'));
}

/** What at the start of a line would begin a list (`-`, `+`, `1.`); headings and quotes are escaped everywhere. */
export function escapeLineStart(markdown: string): string {
  return markdown.replace(/^(\s*)([-+])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/**
 * An http or https address that Markdown cannot end early, or null. A user name and password in it are left out:
 * they only serve to make an address look like another.
 */
export function safeUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null;
  const rest = (parsed.pathname + parsed.search + parsed.hash).replace(
    /[()<>[\]\\*`"\s]|@(?=everyone|here)/gi,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `${parsed.protocol}//${parsed.host}${rest}`;
}
