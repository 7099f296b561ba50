/** Converts a reply's controls to Slack's blocks, and their use to an input. */

import type { types } from '@slack/bolt';
import type { Choice, ControlRow, Select } from '../../chat-protocol.ts';
import { actionButton, plainText } from '../message/action-button.ts';
import * as limits from '../message/limits.ts';
import { type SizeBudget, take } from '../message/size-budget.ts';

/** Matches the action_id of our controls, which link buttons don't have. */
export const controlIds = /^(press|choose):/;

/** Converts at most `max` rows, as many as the budget allows; `missing` counts the omitted ones. Empty rows are skipped. */
export function controlBlocks(
  rows: readonly ControlRow[],
  budget: SizeBudget,
  max: number,
): { blocks: types.KnownBlock[]; missing: number } {
  const blocks: types.KnownBlock[] = [];
  let missing = 0;
  for (const [index, row] of rows.entries()) {
    const elements =
      row.is === 'buttons'
        ? row.buttons.map((button, n) => actionButton(button, `press:${index}.${n}`))
        : menu(row, index);
    const block: types.KnownBlock = { type: 'actions', elements: elements.slice(0, limits.ACTIONS_ELEMENTS) };
    if (block.elements.length === 0) continue;
    if (blocks.length < max && take(budget, block)) blocks.push(block);
    else missing += 1;
  }
  return { blocks, missing };
}

/** The action is in the id, because a menu's value is the value of its option. */
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

/** Converts choices to options, up to Slack's limit. Slack requires unique, non-empty values. */
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

/** The used fields of a control's use, as Slack reports it. */
export interface ControlUse {
  action_id: string;
  value?: string | undefined;
  selected_option?: { value?: string | undefined } | null | undefined;
}

/** Converts a control's use to an input; null when the control isn't ours. */
export function parseControlUse({ action_id, value, selected_option: selected }: ControlUse) {
  const chosen = /^choose:\d+:(.+)$/s.exec(action_id)?.[1];
  if (chosen) return { is: 'action' as const, action: chosen, chosen: selected?.value ? [selected.value] : [] };
  if (action_id.startsWith('press:') && value) return { is: 'action' as const, action: value, chosen: [] };
  return null;
}
