/** Renders a message's buttons for Slack: action buttons, then link buttons. */
import type { types } from '@slack/bolt';
import { type Block, type Message, maxActionButtons } from '../../../messages/message.ts';
import { shorten } from '../../../util/text/cut.ts';
import { describeOmittedLinks } from '../../text/omitted-links.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { actionButton } from './action-button.ts';
import * as limits from './limits.ts';
import { type SizeBudget, take } from './size-budget.ts';
import { isLinkable } from './text.ts';

/** Characters of the note that names links too long for Slack. */
const omittedNoteLength = 500;

/**
 * Renders the buttons. Link buttons that don't fit become paragraphs with a link, and too long ones are named in a note.
 * `first` is the number of the first button.
 */
export function renderButtons(
  { actions = [], buttons }: Pick<Message, 'actions' | 'buttons'>,
  budget: SizeBudget,
  textBudget: SizeBudget,
  first: number,
): { actions: types.KnownBlock[]; inText: Block[] } {
  const elements: types.Button[] = [];
  const inText: Block[] = [];
  const omitted: string[] = [];
  for (const action of actions.slice(0, maxActionButtons)) {
    const button = actionButton(action, `press:message.${first + elements.length}`);
    if (action.action.length <= limits.BUTTON_VALUE && take(budget, button)) elements.push(button);
  }
  for (const { label, url } of buttons) {
    const text = shorten(cleanLine(label), limits.BUTTON_TEXT) || 'Open';
    const isShort = isLinkable(url, limits.URL_LENGTH);
    const button = linkButton(text, url, first + elements.length);
    if (isShort && elements.length < limits.ACTIONS_ELEMENTS && take(budget, button)) {
      elements.push(button);
      continue;
    }
    const link: Block = { type: 'paragraph', content: [{ type: 'link', url, text }] };
    if (isShort && take(textBudget, link)) inText.push(link);
    else omitted.push(text);
  }
  if (omitted.length > 0) {
    const text = shorten(describeOmittedLinks('Slack', omitted), omittedNoteLength);
    inText.push({ type: 'paragraph', content: [{ type: 'text', text }] });
  }
  return { actions: elements.length > 0 ? [{ type: 'actions', elements }] : [], inText };
}

/** The action id is `link:<n>`: Slack reports presses of link buttons too, and the listener acknowledges them by it. */
const linkButton = (text: string, url: string, index: number): types.Button => ({
  type: 'button',
  action_id: `link:${index}`,
  text: { type: 'plain_text', text, emoji: false },
  url,
});
