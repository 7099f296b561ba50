/** Converts a subcommand's options to the text that people type on other platforms, and completions back to choices. */

import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Choice } from '../../chat-protocol.ts';
import { optionsOf } from '../../slash-command.ts';
import { cleanLine } from '../../text/sanitize.ts';
import { oneLine } from '../message/components.ts';
import { maxChoice, maxChoices } from '../message/limits.ts';
import { menuCommand } from './command-definitions.ts';

export interface Option {
  name: string;
  value: string;
  /** Whether the person is typing in this option. */
  focused?: boolean | undefined;
}

/** Writes a command as text: `add` with [on call.missed, do ignore] is `add call.missed do ignore`. */
export function commandText(subcommand: string, options: readonly Option[]): string {
  if (subcommand === menuCommand) return '';
  const texts = inOrder(subcommand, options).map(option => optionText(subcommand, option));
  return [subcommand, ...texts].filter(text => text !== '').join(' ');
}

/** Writes an unfinished command as text, with the focused option last. `before` is the text without that option's value. */
export function partialCommandText(subcommand: string, options: readonly Option[]): { words: string; before: string } {
  const typed = options.find(option => option.focused);
  const ordered = inOrder(subcommand, options);
  // A value without a name is understood by its position, so the options after a focused one are left out.
  const isBefore = ({ name }: Option) =>
    !typed || isNamed(subcommand, name) || ordered.findIndex(each => each.name === name) < ordered.indexOf(typed);
  const others = commandText(
    subcommand,
    options.filter(option => !option.focused && isBefore(option)),
  );
  if (!typed) return { words: others, before: `${others} ` };
  const before = `${others} ${optionPrefix(subcommand, typed)}`;
  return { words: before + cleanLine(typed.value), before };
}

/** The order of the text, which differs from the order in which options were filled in. */
function inOrder(subcommand: string, options: readonly Option[]): Option[] {
  const names = optionsOf(subcommand).map(option => option.name);
  return options.toSorted((one, other) => names.indexOf(one.name) - names.indexOf(other.name));
}

/** Whether an option's name precedes its value in the command's text. */
const isNamed = (subcommand: string, name: string) =>
  optionsOf(subcommand).some(option => option.name === name && option.named === true);

const optionPrefix = (subcommand: string, { name }: Option) => (isNamed(subcommand, name) ? `${name} ` : '');

function optionText(subcommand: string, option: Option): string {
  return optionPrefix(subcommand, option) + cleanLine(option.value).trim();
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
