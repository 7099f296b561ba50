/** A message as plain text, for terminals and notifications. */
import { plainText } from './markdown/markdown-to-message.ts';
import type { Block, Inline, Message } from './message.ts';

/** Title, blocks, buttons and footnote on lines of their own, without markup; times in the channel's zone. */
export function toText(message: Message): string {
  const lines = [
    writePlain(message.title),
    ...message.blocks.flatMap(block => writeBlock(block)),
    ...message.buttons.map(button => `${button.label}: ${button.url}`),
    writePlain(message.footnote),
  ];
  return lines.filter(line => line !== '').join('\n');
}

/** Inlines as text; a link is its text and its address. */
function writePlain(inlines: readonly Inline[]): string {
  return inlines
    .map(inline => {
      const words = plainText([inline]);
      return inline.type === 'link' && inline.url !== words ? `${words} (${inline.url})` : words;
    })
    .join('');
}

/** A block as lines. `write` writes its inlines, by default without markup. */
export function writeBlock(block: Block, write: (inlines: readonly Inline[]) => string = writePlain): string[] {
  switch (block.type) {
    case 'divider':
      return ['---'];
    case 'code':
      return block.text.split('\n').map(line => `    ${line}`);
    case 'quote':
      return [`> ${write(block.content).replaceAll('\n', '\n> ')}`];
    case 'list':
      return block.items.map((item, index) => {
        const indent = '  '.repeat(block.depth);
        return `${indent}${block.ordered ? `${(block.from ?? 1) + index}.` : '-'} ${write(item).replaceAll('\n', `\n${indent}  `)}`;
      });
    default:
      return [write(block.content)];
  }
}
