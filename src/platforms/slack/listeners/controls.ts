/** The buttons and choices below a reply -> Slack's blocks, and what was pressed or chosen in them -> an action. */
import type { types } from '@slack/bolt';
import type { Button, Choice, ControlRow, Select } from '../../chat-protocol.ts';
import { cleanLine } from '../../sanitize.ts';
import * as limits from '../message/limits.ts';
import { type Room, take } from '../message/size-budget.ts';
import { cut } from '../message/text.ts';

/** What Slack reports the use of, of our controls and not of link buttons. */
export const controlIds = /^(press|choose):/;

/** At most `max` rows, as many as there is room for, and how many that leaves out; one without anything in it is none. */
export function controlBlocks(
  rows: readonly ControlRow[],
  room: Room,
  max: number,
): { blocks: types.KnownBlock[]; missing: number } {
  const blocks: types.KnownBlock[] = [];
  let missing = 0;
  for (const [index, row] of rows.entries()) {
    const elements =
      row.is === 'buttons' ? row.buttons.map((button, n) => toButton(button, index, n)) : menu(row, index);
    const block: types.KnownBlock = { type: 'actions', elements: elements.slice(0, limits.ACTIONS_ELEMENTS) };
    if (block.elements.length === 0) continue;
    if (blocks.length < max && take(room, block)) blocks.push(block);
    else missing += 1;
  }
  return { blocks, missing };
}

const toButton = ({ label, action, style }: Button, row: number, index: number): types.Button => ({
  type: 'button',
  action_id: `press:${row}.${index}`,
  text: plainText(label, limits.BUTTON_TEXT),
  value: action,
  ...(style && { style }),
});

/** The action is in the id, for what stands in a menu is the value of an option. */
function menu({ action, placeholder, choices }: Select, row: number): types.StaticSelect[] {
  const options = toOptions(choices);
  if (options.length === 0) return [];
  return [
    {
      type: 'static_select',
      action_id: `choose:${row}:${action}`,
      placeholder: plainText(placeholder, limits.PLACEHOLDER),
      options,
    },
  ];
}

/** As many as Slack takes, each value once: Slack cannot tell two of one value apart, and takes no empty one. */
export function toOptions(choices: readonly Choice[]): types.PlainTextOption[] {
  const byValue = new Map(choices.map(choice => [choice.value, choice]));
  return [...byValue.values()]
    .filter(({ value }) => value !== '' && value.length <= limits.OPTION_VALUE && value.isWellFormed())
    .slice(0, limits.OPTIONS)
    .map(({ label, value, description }) => ({
      text: plainText(label, limits.OPTION_TEXT),
      value,
      ...(description?.trim() && { description: plainText(description, limits.OPTION_TEXT) }),
    }));
}

/** Never empty, which Slack refuses. */
export const plainText = (text: string, most: number): types.PlainTextElement => ({
  type: 'plain_text',
  text: cut(cleanLine(text), most).trim() || '…',
  emoji: false,
});

/** Of a reported use what is read here. */
export interface Used {
  action_id: string;
  value?: string | undefined;
  selected_option?: { value?: string | undefined } | null | undefined;
}

/** What was asked for by it; null for what is none of ours. */
export function readUse({ action_id, value, selected_option: selected }: Used) {
  const chosen = /^choose:\d+:(.+)$/s.exec(action_id)?.[1];
  if (chosen) return { is: 'action' as const, action: chosen, chosen: selected?.value ? [selected.value] : [] };
  if (action_id.startsWith('press:') && value) return { is: 'action' as const, action: value, chosen: [] };
  return null;
}
