/** Converts a rendered message to the plain text that people read in Discord. */
import type { APIMessageTopLevelComponent } from 'discord.js';
import { relativeTime } from '../../../util/relative-time.ts';
import type { MessageBody } from '../message/render.ts';

type Component =
  | APIMessageTopLevelComponent
  | Extract<APIMessageTopLevelComponent, { components: readonly unknown[] }>['components'][number];

/** Lines from top to bottom. Buttons are `[label]`, times are relative ("2 hours ago"). */
export function bodyToText({ components }: Pick<MessageBody, 'components'>): string {
  return components.map(readComponent).filter(Boolean).join('\n');
}

function readComponent(component: Component): string {
  if ('components' in component) {
    const inner = component.components.map(one => readComponent(one as Component));
    return inner.filter(Boolean).join(component.type === actionRow ? ' ' : '\n');
  }
  if ('content' in component) return readMarkdown(component.content);
  if ('label' in component) return `[${component.label}]`;
  return component.type === separator ? '---' : '';
}

// Numbers instead of discord.js's enums, for the reason in components.ts.
const actionRow = 1;
const separator = 14;

/** The Markdown that markdown.ts, blocks.ts and render.ts write, and no other. */
const syntax = new RegExp(
  [
    '```\\n(?<block>[^]*?)\\n```',
    '`(?<code>[^`\\n]+)`',
    '\\\\(?<escaped>[^0-9A-Za-z\\s])',
    '<t:(?<moment>-?\\d+):\\w>',
    '<@(?<mention>[!&]?\\d+)>',
    '\\[(?<label>(?:\\\\.|[^\\]\\\\])*)\\]\\((?<url>[^)\\s]*)\\)',
    '\\*+|^###? |^-# |\\u200b',
  ].join('|'),
  'gm',
);

function readMarkdown(markdown: string): string {
  return markdown.replaceAll(syntax, (...match) => {
    const { block, code, escaped, moment, mention, label, url } = match.at(-1) as Record<string, string | undefined>;
    if (block !== undefined) return block.replaceAll('\u200b', '').replaceAll(/^/gm, '    ');
    if (code !== undefined) return code.replaceAll('\u200b', '');
    if (moment !== undefined) return relativeTime(Number(moment) * 1000);
    if (label !== undefined) return `${readMarkdown(label)} (${url})`;
    return escaped ?? (mention === undefined ? '' : `@${mention}`);
  });
}
