/** Renders action buttons for Slack. */
import type { types } from '@slack/bolt';
import type { ActionButton } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { BUTTON_TEXT } from './limits.ts';

/** Renders a button. `id` is its action_id, unique within the Slack message; the press returns the action as its value. */
export const actionButton = ({ label, action, style }: ActionButton, id: `press:${string}`): types.Button => ({
  type: 'button',
  action_id: id,
  text: plainText(label, BUTTON_TEXT),
  value: action,
  ...(style && { style }),
});

/** Builds a plain_text object; never empty, because Slack rejects that. */
export const plainText = (text: string, most: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: shorten(cleanLine(text), most).trim() || '…',
  emoji: false,
});
