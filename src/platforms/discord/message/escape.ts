/**
 * Text as Discord Markdown that says exactly this text and does nothing.
 *
 * Discord's clients take a backslash before any punctuation as that character itself
 * (https://support.discord.com/hc/en-us/articles/210298617). Escaping `:` and `/` breaks bare links, emoji, invites
 * and timestamps; `<` and `@` break mentions; `(`, `[`, `_`, … break the rest.
 */
const special = /[\\*_~|`<>[\]()#@:/]/g;

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
