/** Conditions by simple fields, for who does not write CEL: kind, outcome, how long, who and which source. */
import { compile } from '../../../rules/condition/condition.ts';

export interface SimpleCondition {
  /** `video` */
  kind?: string;
  outcomes?: readonly string[];
  /** Seconds. */
  longer?: number;
  shorter?: number;
  /** A name or an id. */
  who?: string;
  /** A source's name. */
  source?: string;
  /** What is not as simple, as CEL. */
  cel?: string;
}

const durations = ['call.duration', 'meeting.duration', 'recording.duration'];
const people = ['call.caller', 'call.callee', 'participant', 'message.sender', 'user'];

/** A string as JSON writes it. */
const string = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`;

/** The condition; nothing when nothing is asked for. */
export function buildCondition({
  kind,
  outcomes,
  longer,
  shorter,
  who,
  source,
  cel,
}: SimpleCondition): string | undefined {
  const parts = [
    ...(kind ? [`call.kind == ${JSON.stringify(kind)}`] : []),
    ...(outcomes?.length ? [`call.outcome in ${writeList(outcomes)}`] : []),
    ...(longer === undefined ? [] : [anyOf(durations, path => `${path} > ${longer}`)]),
    ...(shorter === undefined ? [] : [anyOf(durations, path => `${path} < ${shorter}`)]),
    // Written once, so that a condition has room for a long name.
    ...(who ? [`${quote(who)} in [${people.flatMap(path => [`${path}.name`, `${path}.id`]).join(', ')}]`] : []),
    ...(source ? [`source == ${quote(source)}`] : []),
  ];
  if (parts.length === 0) return cel || undefined;
  return [...parts, ...(cel ? [inBrackets(cel)] : [])].join(' && ');
}

/** What buildCondition() wrote, taken apart again; any other condition is all CEL. */
export function parseCondition(condition: string | undefined): SimpleCondition {
  if (condition === undefined) return {};
  const read = takeApart(condition);
  return buildCondition(read) === condition ? read : { cel: condition };
}

/** From left to right, in the order in which they are written. */
function takeApart(condition: string): SimpleCondition {
  const simple: SimpleCondition = {};
  let rest = condition;
  const take = (part: RegExp): string | undefined => {
    const found = part.exec(rest);
    if (!found) return undefined;
    rest = rest.slice(found[0].length).replace(/^ && /, '');
    return found[1];
  };
  const kind = take(/^call\.kind == "(\w+)"/);
  if (kind) simple.kind = kind;
  const outcomes = take(/^call\.outcome in (\["\w+"(?:, "\w+")*\])/);
  if (outcomes) simple.outcomes = JSON.parse(outcomes);
  const longer = take(/^\(call\.duration > (\d+)(?: \|\| \w+\.duration > \d+)+\)/);
  if (longer) simple.longer = Number(longer);
  const shorter = take(/^\(call\.duration < (\d+)(?: \|\| \w+\.duration < \d+)+\)/);
  if (shorter) simple.shorter = Number(shorter);
  const who = take(new RegExp(`^(${string}) in \\[call\\.caller\\.name(?:, [\\w.]+)+\\]`));
  if (who) simple.who = JSON.parse(who);
  const source = take(new RegExp(`^source == (${string})`));
  if (source) simple.source = JSON.parse(source);
  if (rest !== '') simple.cel = withoutBrackets(rest);
  return simple;
}

/** What ends in a comment would take the bracket with it. */
function inBrackets(cel: string): string {
  const withoutStrings = cel.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
  return /\/\/.*$/.test(withoutStrings) ? `(${cel}\n)` : `(${cel})`;
}

/** `(a) && (b)` has none around it. */
function withoutBrackets(condition: string): string {
  const inner = /^\((.*?)\n?\)$/s.exec(condition)?.[1];
  return inner !== undefined && compile(inner).ok ? inner : condition;
}

function anyOf(paths: readonly string[], write: (path: string) => string): string {
  return `(${paths.map(write).join(' || ')})`;
}

function writeList(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

const quote = (text: string) => JSON.stringify(text);
