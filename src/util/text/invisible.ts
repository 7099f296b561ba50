/** Finds and names invisible characters in pasted text. */

/** Controls, spaces other than U+0020, and zero-width characters, except the two that emoji use. */
const invisible = /[[\p{Cc}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}\u2800]--[ \u200d\ufe0f]]/v;
const allInvisible = new RegExp(invisible, 'gv');

const names: Readonly<Record<string, string>> = {
  '\t': 'a tab',
  '\n': 'a line end',
  '\r': 'a line end',
  '\u00a0': 'a no-break space',
  '\u00ad': 'a soft hyphen',
  '\u200b': 'a zero-width space',
  '\ufeff': 'a byte order mark',
};

/** The first invisible character, `a zero-width space (U+200B)`, and its position from 1; null if there is none. */
export function findInvisible(text: string): { name: string; position: number } | null {
  const found = invisible.exec(text);
  if (!found) return null;
  const [char] = found;
  const name = names[char] ?? 'an invisible character';
  const position = [...text.slice(0, found.index)].length + 1;
  return { name: char === '\n' || char === '\r' || char === '\t' ? name : `${name} (${codeOf(char)})`, position };
}

/** Replaces invisible characters by their codes, so that a quoted text shows them: `do<U+200B>`. */
export function showInvisible(text: string): string {
  return text.replace(allInvisible, char => `<${codeOf(char)}>`);
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
