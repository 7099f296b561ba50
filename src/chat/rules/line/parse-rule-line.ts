/** Parses a typed rule: `call.missed if call.kind == "video" do ignore template x mention @here show thread`. */

import { nearest } from '../../../did-you-mean.ts';
import { compile } from '../../../rules/condition/condition.ts';
import type { Problem } from '../../../rules/problem.ts';
import { suggest } from '../../../rules/schema-problems.ts';
import { endOfCondition, readWord, straighten, type Word } from './tokenize.ts';

/** Keywords that may follow the types, in any order. `at` is the position in the list. */
export const keywords: readonly string[] = [
  'if',
  'do',
  'template',
  'mention',
  'show',
  'urgent',
  'digest',
  'escalate',
  'paused',
  'at',
];

/** The value that a keyword needs, where an example helps. */
const neededValues: Readonly<Record<string, string>> = {
  if: 'a condition. Example: if call.kind == "video"',
  template: 'a name. Example: template call.missed',
  mention: 'a person or group. Example: mention @here',
  at: 'a position. Example: at 1',
};

/** Characters of a line. The limit bounds the search for the nearest keyword of each unknown word. */
const longest = 4000;

interface RuleLine {
  /** Not validated yet. */
  rule: Record<string, unknown>;
  /** Position from 1; null for last. */
  place: number | null;
  /** Problems with the words themselves. */
  problems: Problem[];
}

/** Parses a line. `readMention` converts a typed mention to the platform's form. */
export function parseRuleLine(line: string, readMention: (typed: string) => string): RuleLine {
  if (line.length > longest) {
    return {
      rule: {},
      place: null,
      problems: [{ path: ['on'], message: `Write at most ${longest.toLocaleString('en')} characters` }],
    };
  }
  const text = straighten(line);
  const problems: Problem[] = [];
  const { words: types, end } = readUntilKeyword(text, 0, true);
  const said = new Map<string, Word[] | string>();
  let at = end;
  for (let word = readWord(text, at); word !== null; word = readWord(text, at)) {
    const name = word.text;
    if (said.has(name)) problems.push({ path: [name], message: `“${name}” appears twice` });
    if (name === 'if') {
      at = endOfCondition(text, word.end, keywords);
      said.set(name, text.slice(word.end, at).trim());
    } else {
      const values = readValues(text, word.end, name);
      at = values.end;
      said.set(name, values.words);
    }
  }
  const rule = { ...readTypes(types, problems), ...readFields(said, problems, readMention) };
  return { rule, place: readPlace(said, problems), problems };
}

/** Reads the words after a keyword. The first is its value, even if it looks like a keyword. */
function readValues(text: string, from: number, name: string): { words: Word[]; end: number } {
  const first = name === 'urgent' || name === 'paused' ? null : readWord(text, from);
  if (first === null) return readUntilKeyword(text, from, false);
  const { words, end } = readUntilKeyword(text, first.end, false);
  return { words: [first, ...words], end };
}

function readUntilKeyword(text: string, from: number, commas: boolean): { words: Word[]; end: number } {
  const words: Word[] = [];
  let end = from;
  for (let word = readWord(text, end, commas); word !== null; word = readWord(text, end, commas)) {
    if (!word.quoted && keywords.includes(word.text)) break;
    words.push(word);
    end = word.end;
  }
  return { words, end };
}

function readTypes(words: readonly Word[], problems: Problem[]): { on?: string | string[] } {
  const types: string[] = [];
  for (const { text, quoted } of words) {
    if (text === 'to' && !quoted) {
      problems.push({ path: ['on'], message: '“to” isn’t possible: a rule posts in its own channel' });
      break;
    }
    const meant = quoted || /[.*]/.test(text) ? null : nearest(text, keywords);
    if (meant === null) types.push(text);
    else problems.push({ path: ['on'], message: `Didn’t understand “${text.slice(0, 60)}”`, ...suggest(meant) });
  }
  const [first, ...more] = types;
  if (first === undefined) {
    if (problems.length === 0)
      problems.push({ path: ['on'], message: 'Name at least one event: call.missed, call.* or *' });
    return {};
  }
  return { on: more.length === 0 ? first : types };
}

/** The words, or the condition, after each keyword. */
type TypedFields = ReadonlyMap<string, Word[] | string>;

function readFields(
  said: TypedFields,
  problems: Problem[],
  readMention: (typed: string) => string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of said) {
    problems.push(...misspelled(name, value));
    if (typeof value === 'string') fields[name] = value;
    else if (name === 'mention') fields[name] = value.map(word => readMention(word.text));
    else if (name === 'escalate') fields[name] = readEscalation(value, readMention);
    else if (name !== 'at') fields[name] = readOne(name, value, problems);
    if (value.length === 0 && name !== 'urgent' && name !== 'paused') {
      problems.push({ path: [name], message: `“${name}” needs ${neededValues[name] ?? 'a value'}` });
    }
  }
  return fields;
}

/** Keywords that nothing else resembles. The short ones are too similar to names and operands. */
const longKeywords = keywords.filter(keyword => keyword.length > 3);

/** The problem of the first word that is almost a keyword, in a condition or among mentions. */
function misspelled(name: string, value: Word[] | string): Problem[] {
  const text = typeof value === 'string' ? misspelledAfter(value) : name === 'mention' ? misspelledAmong(value) : null;
  if (text === null) return [];
  return [{ path: [name], message: `Didn’t understand “${text}” after “${name}”`, ...suggest(meantBy(text)) }];
}

const meantBy = (text: string) => (/^[a-z]{4,60}$/i.test(text) ? nearest(text, longKeywords) : null);

function misspelledAmong(words: readonly Word[]): string | null {
  return words.find(({ text, quoted }) => !quoted && meantBy(text) !== null)?.text ?? null;
}

/** The misspelled keyword right after a valid condition. Null when the whole text is valid, or wrong in another way. */
function misspelledAfter(condition: string): string | null {
  const similar = (condition.match(/[a-z]{4,}/gi) ?? []).filter(text => meantBy(text) !== null);
  const end = endOfCondition(condition, 0, similar);
  if (end === condition.length || compile(condition).ok || !compile(condition.slice(0, end)).ok) return null;
  return readWord(condition, end)?.text ?? null;
}

function readEscalation([after, ...rest]: readonly Word[], readMention: (typed: string) => string): unknown {
  const [first] = rest;
  const people = first?.text === 'to' && !first.quoted ? rest.slice(1) : rest;
  const mention = people.map(word => readMention(word.text));
  return { after: after?.text ?? '', ...(mention.length > 0 && { mention }) };
}

/** A keyword's single value; `urgent` and `paused` have none. */
function readOne(name: string, words: readonly Word[], problems: Problem[]): unknown {
  const flag = name === 'urgent' || name === 'paused';
  for (const { text } of words.slice(flag ? 0 : 1)) {
    const message = `Didn’t understand “${text.slice(0, 60)}” after “${name}”`;
    const meant = nearest(text, keywords);
    problems.push({ path: [name], message, ...suggest(meant) });
    // The words after a misspelled keyword belong to it.
    if (meant !== null) break;
  }
  return flag ? true : words[0]?.text;
}

function readPlace(said: TypedFields, problems: Problem[]): number | null {
  const value = said.get('at');
  if (value === undefined || typeof value === 'string') return null;
  const text = readOne('at', value, problems);
  if (typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text)) return Number(text);
  problems.push({ path: ['at'], message: `“at” needs ${neededValues.at}` });
  return null;
}
