/**
 * Splits a text that is too long for one Slack input into several, so that editing in Slack never cuts a template. Each
 * part's name says how it joins the part before.
 */

export interface TextPart {
  text: string;
  /** The text between this part and the one before. */
  separator: '' | '\n';
}

/** Splits into parts of at most `most` characters, at line ends where possible. */
export function splitText(text: string, most: number): TextPart[] {
  const parts: TextPart[] = [];
  let rest = text;
  let separator: TextPart['separator'] = '';
  while (rest.length > most) {
    const line = rest.lastIndexOf('\n', most);
    // Never splits a surrogate pair.
    const end = line > 0 ? line : most - Number(/[\ud800-\udbff]/.test(rest.charAt(most - 1)));
    parts.push({ text: rest.slice(0, end), separator });
    separator = line > 0 ? '\n' : '';
    rest = rest.slice(end + separator.length);
  }
  return [...parts, { text: rest, separator }];
}

/** Names the parts: `body`, `body~1n`, `body~2`; `n` means a line break before the part. */
export const partNames = (name: string, parts: readonly TextPart[]): string[] =>
  parts.map(({ separator }, index) => (index === 0 ? name : `${name}~${index}${separator ? 'n' : ''}`));

/** Sorts `body~10` after `body~9`. */
const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Joins the parts of each field's text; a field without text keeps its values. */
export function joinParts(
  fields: Readonly<Record<string, readonly string[]>>,
  texts: Readonly<Record<string, string>>,
): Record<string, string[]> {
  const joined: Record<string, string[]> = {};
  for (const key of Object.keys(fields).toSorted(inOrder)) {
    const chosen = fields[key] ?? [];
    const [, name = key, newLine] = /^(.+)~\d+(n?)$/s.exec(key) ?? [];
    const text = texts[key] ?? '';
    const before = joined[name]?.[0];
    if (name === key) joined[name] = text ? [text] : [...chosen];
    else if (text) joined[name] = [before === undefined ? text : before + (newLine ? '\n' : '') + text];
  }
  return joined;
}
