/**
 * Escapes text so that Discord Markdown shows exactly this text, without formatting, links or pings.
 *
 * Discord's clients show a backslash before punctuation as that punctuation character
 * (https://support.discord.com/hc/en-us/articles/210298617). Escaping `:` and `/` breaks bare links, emoji, invites
 * and timestamps; `<` and `@` break mentions; `(`, `[`, `_`, … break the rest.
 */
const special = /[\\*_~|`<>[\]()#@:/]/g;

/**
 * Escapes one cleaned line. Discord searches the raw text for `@everyone`, backslashes included. A rule that mentions
 * @here enables that search, so a zero-width space follows such an `@`.
 */
export function escapeText(line: string): string {
  return escapeLineStart(line.replace(/@(?=everyone|here)/gi, '@\u200b').replace(special, '\\$&'));
}

/** Escapes list markers (`-`, `+`, `1.`) at the start of a line. `escapeText` already escapes headings and quotes. */
export function escapeLineStart(markdown: string): string {
  return markdown.replace(/^(\s*)([-+])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/**
 * Encodes an http or https URL so that Markdown can't end it early; null for any other URL. Drops a user name and
 * password, which only make one URL look like another.
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
