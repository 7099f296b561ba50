/** A message as plain text, for notifications and screen readers. */
import type { Block, Message } from '../../messages/message.ts';
import { cleanLine } from '../clean.ts';
import { FALLBACK_TEXT } from './limits.ts';
import { cut, escapeText, plain } from './text.ts';

/** Escaped, so that Slack finds neither mention nor link in it; never empty. */
export function fallbackText(message: Message): string {
  const lines = [plain(message.title), ...message.blocks.map(plainBlock), plain(message.footnote)];
  return escapeText(cut(lines.filter(line => line.trim()).join('\n'), FALLBACK_TEXT)) || '…';
}

function plainBlock(block: Block): string {
  if (block.type === 'divider') return '';
  if (block.type === 'code') return cleanLine(block.text);
  if (block.type !== 'list') return plain(block.content);
  return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '•'} ${plain(item)}`).join('\n');
}
