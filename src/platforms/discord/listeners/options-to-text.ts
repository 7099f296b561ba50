/** A subcommand with its options as the words that are typed on other platforms, and what they may become as choices. */
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Choice } from '../../chat-protocol.ts';
import { cleanLine } from '../../sanitize.ts';
import { maxChoice, maxChoices } from '../message/limits.ts';
import { addOptions, menuCommand } from './command-definitions.ts';
import { oneLine } from './controls.ts';

export interface Option {
  name: string;
  value: string;
  /** It is the one that is being typed. */
  focused?: boolean | undefined;
}

/** `add`, [on call.missed, do ignore] -> `add call.missed do ignore`. */
export function commandText(subcommand: string, options: readonly Option[]): string {
  if (subcommand === menuCommand) return '';
  return [subcommand, ...inOrder(options).map(written)].filter(words => words !== '').join(' ');
}

/** What is typed so far: the option that is being typed comes last. `before` is all but what is typed of it. */
export function partialCommandText(subcommand: string, options: readonly Option[]): { words: string; before: string } {
  const typed = options.find(option => option.focused);
  const others = commandText(
    subcommand,
    options.filter(option => !option.focused),
  );
  if (!typed) return { words: others, before: `${others} ` };
  const before = `${others} ${introduction(typed)}`;
  return { words: before + cleanLine(typed.value), before };
}

const inOrder = (options: readonly Option[]) => options.toSorted((one, other) => place(one) - place(other));
/** The types come first, whatever was filled in first. */
const place = ({ name }: Option) => addOptions.indexOf(name);

const introduction = ({ name }: Option) => (addOptions.indexOf(name) > 0 ? `${name} ` : '');

function written(option: Option): string {
  return introduction(option) + cleanLine(option.value).trim();
}

/**
 * Choices for the option that is being typed. Their values are all that would be typed; Discord puts what it is given into
 * that option alone. What stands before it already, or is too long for it, is none.
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
