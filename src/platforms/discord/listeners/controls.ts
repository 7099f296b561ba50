/** Buttons and selects below a message: https://docs.discord.com/developers/components/reference#action-row */
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from 'discord.js';
import type { Choice, ControlRow, Select } from '../../chat-protocol.ts';
import { actionButton, oneLine } from '../message/components.ts';
import {
  maxButtonsInRow,
  maxControlComponents,
  maxCustomId,
  maxOption,
  maxOptions,
  maxPlaceholder,
} from '../message/limits.ts';

// Numbers instead of discord.js's enums, for the reason in components.ts.
const types = { actionRow: 1, stringSelect: 3 } as const;

export type ControlComponents = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

/**
 * Renders rows within the limits. Leaves out controls for which Discord would reject the whole message: a second control
 * with the same action, a select without options, and controls over the limits.
 */
export function controlRows(rows: readonly ControlRow[]): ControlComponents[] {
  const usedActions = new Set<string>();
  const claimAction = ({ action }: { action: string }) => {
    if (action === '' || action.length > maxCustomId || usedActions.has(action)) return false;
    usedActions.add(action);
    return true;
  };
  let room = maxControlComponents;
  return rows.flatMap(row => {
    const components =
      row.is === 'select' ? selects(row, claimAction) : row.buttons.filter(claimAction).map(actionButton);
    const fitting = components.slice(0, Math.max(0, Math.min(maxButtonsInRow, room - 1)));
    if (fitting.length === 0) return [];
    room -= 1 + fitting.length;
    return [{ type: types.actionRow, components: fitting } as ControlComponents];
  });
}

function selects(select: Select, claimAction: (control: Select) => boolean): APIStringSelectComponent[] {
  const options = selectOptions(select.choices);
  if (options.length === 0 || !claimAction(select)) return [];
  const { action, placeholder } = select;
  return [{ type: types.stringSelect, custom_id: action, placeholder: oneLine(placeholder, maxPlaceholder), options }];
}

/** Renders at most 25 options, each value once. */
export function selectOptions(choices: readonly Choice[], chosen: readonly string[] = []): APISelectMenuOption[] {
  const byValue = new Map(choices.filter(isValue).map(choice => [choice.value, choice]));
  return [...byValue.values()].slice(0, maxOptions).map(({ label, value, description }) => ({
    label: oneLine(label, maxOption),
    value,
    ...(description?.trim() && { description: oneLine(description, maxOption) }),
    ...(chosen.includes(value) && { default: true }),
  }));
}

const isValue = ({ value }: Choice) => value.trim() !== '' && value.isWellFormed() && value.length <= maxOption;
