/** A message as people read it in Slack, in plain text: mentions as @…, links as text <url>, a colored bar as ▌. */
type Json = { [key: string]: unknown };

const items = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

function element(one: Json): string {
  switch (one.type) {
    case 'link':
      return one.text && one.text !== one.url ? `${words(one.text)} <${words(one.url)}>` : `<${words(one.url)}>`;
    case 'date':
      return words(one.fallback) || `{${String(one.timestamp)}}`;
    case 'broadcast':
      return `@${words(one.range)}`;
    case 'user':
      return `@${words(one.user_id)}`;
    case 'usergroup':
      return `@${words(one.usergroup_id)}`;
    default:
      return words(one.text);
  }
}

const inline = (part: Json): string => items(part.elements).map(element).join('');
const prefix = (mark: string, text: string): string => text.replaceAll(/^/gm, mark);

function listText(part: Json): string {
  const indent = '  '.repeat(Number(part.indent ?? 0));
  const from = Number(part.offset ?? 0) + 1;
  return items(part.elements)
    .map((item, index) => `${indent}${part.style === 'ordered' ? `${from + index}.` : '•'} ${inline(item)}`)
    .join('\n');
}

function richPart(part: Json): string {
  if (part.type === 'rich_text_list') return listText(part);
  if (part.type === 'rich_text_quote') return prefix('> ', inline(part));
  if (part.type === 'rich_text_preformatted') return prefix('    ', inline(part));
  return inline(part);
}

/** Reads `<!date^…|fallback>` as its fallback, and unescapes entities. */
const mrkdwn = (text: string): string =>
  text
    .replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function block(one: Json): string {
  switch (one.type) {
    case 'rich_text':
      return items(one.elements).map(richPart).join('\n');
    case 'divider':
      return '───';
    case 'actions':
      return items(one.elements).map(control).join(' ');
    case 'section':
      return label(one.text);
    case 'input':
      return `${label(one.label)}: ${control(one.element as Json)}`;
    case 'context':
      return items(one.elements)
        .map(part => (part.type === 'mrkdwn' ? mrkdwn(words(part.text)) : words(part.text)))
        .join(' ');
    default:
      return '';
  }
}

/** A link button `[Open](https://…)`, an action button `[Remove]`, a menu `[Which? ▾]`, an input `[its value]`. */
function control(one: Json): string {
  if (one.type === 'button') return one.url ? `[${label(one.text)}](${words(one.url)})` : `[${label(one.text)}]`;
  if (one.type === 'plain_text_input') return `[${words(one.initial_value)}]`;
  const chosen = [...items(one.initial_options), ...items([one.initial_option].filter(Boolean))];
  const shown = chosen.map(option => label(option.text)).join(', ');
  return `[${shown || label(one.placeholder)} ▾]`;
}

const label = (text: unknown): string => words((text as Json | undefined)?.text);

const blocks = (value: unknown): string => items(value).map(block).join('\n');

export function messageText(body: Json): string {
  const top = items(body.blocks).length > 0 ? blocks(body.blocks) : mrkdwn(words(body.text));
  const bars = items(body.attachments).map(one => prefix('▌ ', blocks(one.blocks)));
  return [top, ...bars].filter(Boolean).join('\n');
}

/** A modal or the App Home: its title, blocks and submit button. */
export function viewText(view: Json): string {
  const lines = [label(view.title), blocks(view.blocks), view.submit ? `(${label(view.submit)})` : ''];
  return lines.filter(Boolean).join('\n');
}
