/** Buttons and selects below a message: https://docs.discord.com/developers/components/reference#action-row */
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from 'discord.js';
import { shorten } from '../../../util/text/cut.ts';
import type { Button, Choice, ControlRow, Select } from '../../chat-protocol.ts';
import { cleanLine } from '../../sanitize.ts';
import {
  maxButtonLabel,
  maxButtonsInRow,
  maxControlComponents,
  maxCustomId,
  maxOption,
  maxOptions,
  maxPlaceholder,
} from '../message/limits.ts';

// Numbers instead of discord.js's enums, for the reason in components.ts.
const types = { actionRow: 1, button: 2, stringSelect: 3 } as const;
const styles = { primary: 1, secondary: 2, danger: 4 } as const;

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
    const components = row.is === 'select' ? selects(row, claimAction) : row.buttons.filter(claimAction).map(button);
    const fitting = components.slice(0, Math.max(0, Math.min(maxButtonsInRow, room - 1)));
    if (fitting.length === 0) return [];
    room -= 1 + fitting.length;
    return [{ type: types.actionRow, components: fitting } as ControlComponents];
  });
}

function button({ label, action, style }: Button): APIButtonComponentWithCustomId {
  return {
    type: types.button,
    style: styles[style ?? 'secondary'],
    label: oneLine(label, maxButtonLabel),
    custom_id: action,
  };
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

/** Cleans a text to one line of at most `limit` characters. Never empty, because Discord rejects that. */
export function oneLine(text: string, limit: number): string {
  return shorten(cleanLine(text).trim(), limit) || '…';
}
