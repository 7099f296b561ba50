/** Buttons and choices below a message: https://docs.discord.com/developers/components/reference#action-row */
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from 'discord.js';
import { shorten } from '../../../util/cut.ts';
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

// Numbers for the same reason as in components.ts.
const types = { actionRow: 1, button: 2, stringSelect: 3 } as const;
const styles = { primary: 1, secondary: 2, danger: 4 } as const;

export type ControlComponents = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

/**
 * Rows within the limits. What Discord would refuse the whole message for is left out: a second control with the same
 * action, a choice of nothing, and what no message has room for.
 */
export function controlRows(rows: readonly ControlRow[]): ControlComponents[] {
  const taken = new Set<string>();
  const free = ({ action }: { action: string }) => {
    if (action === '' || action.length > maxCustomId || taken.has(action)) return false;
    taken.add(action);
    return true;
  };
  let room = maxControlComponents;
  return rows.flatMap(row => {
    const components = row.is === 'select' ? selects(row, free) : row.buttons.filter(free).map(button);
    const kept = components.slice(0, Math.max(0, Math.min(maxButtonsInRow, room - 1)));
    if (kept.length === 0) return [];
    room -= 1 + kept.length;
    return [{ type: types.actionRow, components: kept } as ControlComponents];
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

function selects(select: Select, free: (control: Select) => boolean): APIStringSelectComponent[] {
  const options = selectOptions(select.choices);
  if (options.length === 0 || !free(select)) return [];
  const { action, placeholder } = select;
  return [{ type: types.stringSelect, custom_id: action, placeholder: oneLine(placeholder, maxPlaceholder), options }];
}

/** At most 25, each value once. */
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

/** Never empty: Discord refuses that. */
export function oneLine(text: string, limit: number): string {
  return shorten(cleanLine(text).trim(), limit) || '…';
}
