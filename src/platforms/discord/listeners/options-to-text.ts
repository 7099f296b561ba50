/** Converts a subcommand's options to the text that people type on other platforms, and completions back to choices. */
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Choice } from '../../chat-protocol.ts';
import { cleanLine } from '../../sanitize.ts';
import { maxChoice, maxChoices } from '../message/limits.ts';
import { addOptions, menuCommand } from './command-definitions.ts';
import { oneLine } from './controls.ts';

export interface Option {
  name: string;
  value: string;
  /** Whether the person is typing in this option. */
  focused?: boolean | undefined;
}

/** Writes a command as text: `add` with [on call.missed, do ignore] is `add call.missed do ignore`. */
export function commandText(subcommand: string, options: readonly Option[]): string {
  if (subcommand === menuCommand) return '';
  return [subcommand, ...inOrder(options).map(optionText)].filter(text => text !== '').join(' ');
}

/** Writes an unfinished command as text, with the focused option last. `before` is the text without that option's value. */
export function partialCommandText(subcommand: string, options: readonly Option[]): { words: string; before: string } {
  const typed = options.find(option => option.focused);
  const others = commandText(
    subcommand,
    options.filter(option => !option.focused),
  );
  if (!typed) return { words: others, before: `${others} ` };
  const before = `${others} ${optionPrefix(typed)}`;
  return { words: before + cleanLine(typed.value), before };
}

const inOrder = (options: readonly Option[]) =>
  options.toSorted((one, other) => optionPosition(one) - optionPosition(other));
/** The order of the text, which differs from the order in which options were filled in. */
const optionPosition = ({ name }: Option) => addOptions.indexOf(name);

const optionPrefix = ({ name }: Option) => (addOptions.indexOf(name) > 0 ? `${name} ` : '');

function optionText(option: Option): string {
  return optionPrefix(option) + cleanLine(option.value).trim();
}

/**
 * Converts completions to choices for the focused option. A completion's value is the whole command text; Discord puts
 * the choice into that option alone, so `before` is removed. Leaves out choices that are empty or too long.
 */
export function choicesFor(choices: readonly Choice[], before: string): APIApplicationCommandOptionChoice<string>[] {
  return choices
    .filter(({ value }) => value.startsWith(before))
    .map(({ label, value, description }) => {
      const last = label.startsWith(before) ? label.slice(before.length) : label;
      return {
        name: oneLine(description ? `${last}: ${description}` : last, maxChoice),
        value: value.slice(before.length),
      };
    })
    .filter(({ value }) => value.trim() !== '' && value.length <= maxChoice && value.isWellFormed())
    .slice(0, maxChoices);
}
