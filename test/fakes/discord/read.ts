/** Converts messages to the plain text that people read. */
import { type Node, parse } from './markdown.ts';
import type { Component } from './validate.ts';

/** Lists components from top to bottom, one per line. A button is `[label](address)`. */
export function readComponents(components: Component[]): string {
  return components.map(readComponent).join('\n');
}

function readComponent(component: Component): string {
  switch (component.type) {
    case 1:
      return component.components.map(readComponent).join(' ');
    case 2:
      return 'url' in component ? `[${component.label}](${component.url})` : `[${component.label}]`;
    case 3:
      return `[${component.placeholder ?? ''}: ${component.options.map(({ label }) => label).join(' | ')}]`;
    case 10:
      return readMarkdown(component.content);
    case 14:
      return '---';
    case 17:
      return readComponents(component.components);
  }
}

/** Reads Markdown without its zero-width spaces, which are invisible. */
export const readMarkdown = (markdown: string) => parse(markdown).map(readNode).join('').replaceAll('\u200b', '');

function readNode({ type, value, children }: Node): string {
  const inner = children.map(readNode).join('');
  switch (type) {
    case 'heading':
    case 'subtext':
      return '';
    case 'link':
      return `${inner} (${value})`;
    case 'user':
      return `@${value}`;
    case 'role':
      return `@&${value}`;
    case 'everyone':
      return `@${value}`;
    case 'time':
      return readTime(value);
    default:
      return children.length > 0 ? inner : value;
  }
}

const formats: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  R: { dateStyle: 'long', timeStyle: 'short' },
};

/** Formats a time for an American reader in UTC. A relative time is shown as an absolute one, because it changes. */
function readTime(value: string): string {
  const [seconds, style = 'f'] = value.split(':');
  const format = new Intl.DateTimeFormat('en-US', { ...formats[style], timeZone: 'UTC' });
  return format.format(Number(seconds) * 1000).replaceAll('\u202f', ' ');
}
