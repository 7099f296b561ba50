/** Renders a message as plain text, for notifications and screen readers. */
import type { Block, Message } from '../../../messages/message.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { FALLBACK_TEXT } from './limits.ts';
import { cutEscaped, plain } from './text.ts';

/** Returns the text escaped, so that Slack finds neither mentions nor links in it; never empty. */
export function fallbackText(message: Message): string {
  return cutEscaped(plainMessage(message), FALLBACK_TEXT) || '…';
}

/** Returns the text unescaped, for fields that Slack shows as plain text. */
export function plainMessage({ title, blocks, footnote }: Message): string {
  const lines = [plain(title), ...blocks.map(plainBlock), plain(footnote)];
  return lines.filter(line => line.trim()).join('\n');
}

function plainBlock(block: Block): string {
  if (block.type === 'divider') return '';
  if (block.type === 'code') return cleanLine(block.text);
  if (block.type !== 'list') return plain(block.content);
  const { ordered, from = 1, items } = block;
  return items.map((item, index) => `${ordered ? `${from + index}.` : '•'} ${plain(item)}`).join('\n');
}
