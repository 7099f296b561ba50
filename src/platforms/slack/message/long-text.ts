/**
 * A text that is longer than an input of Slack holds, in several inputs: nobody's template is cut because it is edited
 * in Slack. What joins a part to the one before is in the part's name.
 */

export interface Part {
  text: string;
  /** Between this part and the one before. */
  glue: '' | '\n';
}

/** Parts of at most `most` characters, at ends of lines where there are any. */
export function splitText(text: string, most: number): Part[] {
  const parts: Part[] = [];
  let rest = text;
  let glue: Part['glue'] = '';
  while (rest.length > most) {
    const line = rest.lastIndexOf('\n', most);
    // Not between the halves of a surrogate pair.
    const end = line > 0 ? line : most - Number(/[\ud800-\udbff]/.test(rest.charAt(most - 1)));
    parts.push({ text: rest.slice(0, end), glue });
    glue = line > 0 ? '\n' : '';
    rest = rest.slice(end + glue.length);
  }
  return [...parts, { text: rest, glue }];
}

/** The first has the field's own name: `body`, `body~1n`, `body~2`; `n` for a new line before it. */
export const partNames = (name: string, parts: readonly Part[]): string[] =>
  parts.map(({ glue }, index) => (index === 0 ? name : `${name}~${index}${glue ? 'n' : ''}`));

/** `body~10` after `body~9`. */
const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/** Fields by their own names, each with its text joined; a field without any keeps what it has. */
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
