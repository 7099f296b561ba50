/** A subcommand with its options as the words that are typed on other platforms, and what they may become as choices. */
import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Choice } from '../chat.ts';
import { cleanLine } from '../clean.ts';
import { addOptions, menuCommand, textOption } from './commands.ts';
import { oneLine } from './controls.ts';
import { maxChoice, maxChoices } from './limits.ts';

export interface Option {
  name: string;
  value: string;
  /** It is the one that is being typed. */
  focused?: boolean | undefined;
}

/** `add`, [on call.missed, do ignore] -> `add call.missed do ignore`. */
export function wordsOf(subcommand: string, options: readonly Option[]): string {
  if (subcommand === menuCommand) return '';
  return [subcommand, ...inOrder(options).map(written)].join(' ').trim();
}

/** What is typed so far: the option that is being typed comes last. `before` is all but what is typed of it. */
export function wordsSoFar(subcommand: string, options: readonly Option[]): { words: string; before: string } {
  const typed = options.find(option => option.focused);
  const others = wordsOf(
    subcommand,
    options.filter(option => !option.focused),
  );
  if (!typed) return { words: others, before: `${others} ` };
  const before = `${others} ${introduction(typed)}`;
  return { words: before + cleanLine(typed.value), before };
}

const inOrder = (options: readonly Option[]) => options.toSorted((one, other) => place(one) - place(other));
const place = ({ name }: Option) => (addOptions as readonly string[]).indexOf(name);

const introduction = ({ name }: Option) => (name === textOption || name === addOptions[0] ? '' : `${name} `);
const written = (option: Option) => introduction(option) + cleanLine(option.value).trim();

/**
 * Choices for the option that is being typed. Their values are the whole words, with or without the command's name;
 * Discord puts what it is given into that option alone. A value too long for that is none.
 */
export function choicesFor(choices: readonly Choice[], before: string): APIApplicationCommandOptionChoice<string>[] {
  const prefixes = [before, before.replace(/^\S+ /, '')].filter(prefix => prefix !== '');
  return (
    choices
      .map(({ label, value, description }) => {
        const prefix = prefixes.find(one => value.startsWith(one)) ?? '';
        const name = description ? `${label}: ${description}` : label;
        return { name: oneLine(name, maxChoice), value: value.slice(prefix.length) };
      })
      // What stands before it already is none: it would stand there twice.
      .filter(
        ({ value }) =>
          value.trim() !== '' &&
          !prefixes.some(prefix => prefix.trim() === value.trim()) &&
          value.length <= maxChoice &&
          value.isWellFormed(),
      )
      .slice(0, maxChoices)
  );
}
