/** What people would read of a message, as plain text. */
import { type Node, parse } from './markdown.ts';
import type { Component } from './validate.ts';

/** Components from top to bottom, a line each; a button is `[label](address)`. */
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

/** Zero-width spaces are not seen. */
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

/** As an American reader in Greenwich sees it; a relative time as its moment, because it changes. */
function readTime(value: string): string {
  const [seconds, style = 'f'] = value.split(':');
  const format = new Intl.DateTimeFormat('en-US', { ...formats[style], timeZone: 'UTC' });
  return format.format(Number(seconds) * 1000).replaceAll('\u202f', ' ');
}
