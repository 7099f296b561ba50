/** A strict reading of HTML: the looks may only make what is named here. */

const tags: Readonly<Record<string, readonly string[]>> = {
  a: ['class', 'href', 'target', 'rel'],
  article: ['class'],
  button: ['type', 'class', 'data-action'],
  header: ['class'],
  div: ['class', 'data-level', 'data-size'],
  span: ['class'],
  small: [],
  b: ['class'],
  i: ['class'],
  u: [],
  s: [],
  code: [],
  pre: [],
  blockquote: [],
  ul: ['data-indent'],
  ol: ['data-indent', 'start'],
  li: ['data-depth'],
  time: ['datetime', 'title'],
  svg: ['class', 'viewBox', 'aria-hidden'],
  rect: ['x', 'y', 'width', 'height', 'rx', 'fill'],
  path: ['d', 'stroke', 'stroke-width', 'stroke-linecap', 'fill'],
  circle: ['cx', 'cy', 'r', 'fill'],
};
const alone = new Set(['br', 'hr']);

/** Problems of HTML: foreign tags or attributes, addresses that aren't http, wrong nesting. */
export function problemsOf(html: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  for (const [tag, slash, name = '', attributes = '', own] of html.matchAll(/<(\/?)(\w+)([^<>]*?)(\/?)>/g)) {
    if (slash) {
      if (open.pop() !== name) problems.push(`closes ${tag}`);
    } else {
      if (!Object.hasOwn(tags, name) && !alone.has(name)) problems.push(`tag ${tag}`);
      if (name === 'a' && open.includes('a')) problems.push('a link in a link');
      problems.push(...attributeProblems(name, attributes));
      if (!alone.has(name) && !own) open.push(name);
    }
  }
  const text = html.replace(/<\/?\w+[^<>]*>/g, '');
  if (/[<>"']/.test(text)) problems.push(`text ${text}`);
  return open.length > 0 ? [...problems, `left open ${open}`] : problems;
}

function attributeProblems(tag: string, attributes: string): string[] {
  const problems: string[] = [];
  for (const [, name = '', value = ''] of attributes.matchAll(/ ([\w-]+)="([^"'<>]*)"/g)) {
    if (!tags[tag]?.includes(name) && !(tag === 'hr' && name === 'data-size')) problems.push(`${tag} ${name}`);
    if (name === 'href' && !/^https?:\/\//.test(value)) problems.push(`href ${value}`);
    if (name === 'rel' && !value.split(' ').includes('noopener')) problems.push(`rel ${value}`);
  }
  const rest = attributes.replace(/ [\w-]+="[^"'<>]*"/g, '');
  if (rest !== '') problems.push(`${tag}${rest}`);
  if (tag === 'a' && !attributes.includes(' rel="')) problems.push('a link without rel');
  return problems;
}

/** The visible text: without tags, entities decoded. */
export function readText(html: string): string {
  return html
    .replace(/<br>/g, '\n')
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
