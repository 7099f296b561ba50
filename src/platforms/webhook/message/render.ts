/** Renders a message as data: its title and text without markup, and its links. */
import type { Block, Color, Inline, Message } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';

/** Characters. Receivers decide what they show; these bounds keep a body far below common limits of 256 KB. */
const longestTitle = 1000;
const longestText = 20_000;

export interface RenderedMessage {
  title: string;
  text: string;
  color: Color | null;
  links: { label: string; url: string }[];
}

export function renderMessage({ title, blocks, footnote, color, buttons }: Message): RenderedMessage {
  const lines = [...blocks.flatMap(linesOf), plain(footnote)].filter(line => line !== '');
  return {
    title: shorten(plain(title), longestTitle),
    text: shorten(lines.join('\n'), longestText),
    color,
    links: buttons.map(({ label, url }) => ({ label, url })),
  };
}

function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'divider':
      return [];
    case 'code':
      return [block.text];
    case 'list':
      return block.items.map((item, index) => {
        const mark = block.ordered ? `${(block.from ?? 1) + index}.` : '-';
        return `${'  '.repeat(block.depth)}${mark} ${plain(item)}`;
      });
    default:
      return [plain(block.content)];
  }
}

function plain(inlines: readonly Inline[]): string {
  return inlines.map(textOf).join('');
}

function textOf(inline: Inline): string {
  switch (inline.type) {
    case 'break':
      return '\n';
    case 'time':
      return inline.fallback;
    case 'link':
      return inline.text === inline.url ? inline.url : `${inline.text} (${inline.url})`;
    case 'text':
      return inline.text;
  }
}
