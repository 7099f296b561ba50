/**
 * Action ids: the strings that buttons, menus and forms carry, and that come back with a press or a submission. This file
 * encodes and decodes all of them. Arguments are names and ids of rows: rights and state always come from the row.
 */
import { storable } from '../util/text/storable.ts';
import { type UserInput, userInputSchema } from './chat-protocol.ts';

/**
 * Characters of an action id that every platform accepts: a Discord custom id holds 100, Slack's action_id 255 and its
 * button value 2,000. chat/state/long-actions.ts saves longer ones, and sends a `saved` id in their place.
 */
export const maxActionLength = 100;

export type ActionId =
  /** Runs a text, as if it were typed after `/callboard`. */
  | { is: 'run'; words: string; shown: Shown }
  /** Calls an action or a form of a command: command `rules`, part `edit`, args `['3f2a…']`. */
  | { is: 'part'; command: string; part: string; args: readonly string[]; shown: Shown }
  /** Refers to a longer action id, saved under this id. */
  | { is: 'saved'; id: string }
  /** Opens a form, saved under this id. */
  | { is: 'form'; id: string }
  /** Repeats a request. The input can make it long, so only a Slack button carries it. */
  | { is: 'repeat'; input: UserInput };

/** Where a control was shown. */
export type Shown =
  /** In a reply to one person, who used the command in that channel. */
  | { is: 'reply' }
  /** Where everyone in the channel can press it, or in an answer to such a press. It proves no right to use the command. */
  | { is: 'open' }
  /** In Slack's App Home, for a channel, `C0123`; empty for the whole workspace. */
  | { is: 'home'; channel: string };

/** Encodes an action id of any length. Its arguments lose what the store can't hold. */
export function encodeActionId(id: ActionId): string {
  switch (id.is) {
    case 'run':
      return join(...prefixOf(id.shown), 'run', id.words);
    case 'part':
      return join(...prefixOf(id.shown), `${id.command}.${id.part}`, ...id.args);
    case 'saved':
    case 'form':
      return join(id.is, id.id);
    case 'repeat':
      return repeatPrefix + JSON.stringify(id.input);
  }
}

/** Encodes the id of a command's action or form: `rules.edit` with `3f2a…` becomes `rules.edit|3f2a…`. */
export function writeAction(name: `${string}.${string}`, ...args: readonly string[]): string {
  const [command = '', part = ''] = name.split('.');
  return encodeActionId({ is: 'part', command, part, args, shown: { is: 'reply' } });
}

/** Encodes the id of an action button in a posted message, which everyone can press; it carries the id of a row. */
export function writeMessageAction(name: `${string}.${string}`, row: string): string {
  const [command = '', part = ''] = name.split('.');
  return encodeActionId({ is: 'part', command, part, args: [row], shown: { is: 'open' } });
}

/** Decodes an action id; null for any text that encodeActionId() doesn't produce, such as an id of another version. */
export function decodeActionId(text: string): ActionId | null {
  if (text.startsWith(repeatPrefix)) return decodeRepeat(text.slice(repeatPrefix.length));
  const words = split(text);
  const [first, ...rest] = words;
  switch (first) {
    case 'saved':
    case 'form':
      return rest[0] !== undefined && rest.length === 1 ? { is: first, id: rest[0] } : null;
    case 'open':
      return decodeShown(rest, { is: 'open' });
    case 'home':
      return decodeShown(rest.slice(1), { is: 'home', channel: rest[0] ?? '' });
    default:
      return decodeShown(words, { is: 'reply' });
  }
}

const repeatPrefix = 'repeat|';

/** The words in front of an id. A command's part contains a dot, so no part equals them. */
function prefixOf(shown: Shown): string[] {
  if (shown.is === 'reply') return [];
  return shown.is === 'open' ? ['open'] : ['home', shown.channel];
}

function decodeShown([name = '', ...args]: readonly string[], shown: Shown): ActionId | null {
  if (name === 'run') return args[0] !== undefined && args.length === 1 ? { is: 'run', words: args[0], shown } : null;
  const [, command, part] = /^([a-z]+)\.([a-z-]+)$/.exec(name) ?? [];
  return command && part ? { is: 'part', command, part, args, shown } : null;
}

function decodeRepeat(json: string): ActionId | null {
  try {
    const input = userInputSchema.safeParse(JSON.parse(json));
    return input.success ? { is: 'repeat', input: input.data } : null;
  } catch {
    return null;
  }
}

const join = (...words: readonly string[]) => words.map(word => encodeURIComponent(storable(word))).join('|');

/** The inverse of join(); empty for a text with an invalid escape. A forged `%00` is left out. */
function split(text: string): string[] {
  try {
    return text.split('|').map(word => storable(decodeURIComponent(word)));
  } catch {
    return [];
  }
}
