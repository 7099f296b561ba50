/** Converts a condition between CEL and the form's simple fields: call kind, outcome, duration, person and source. */
import { type EventType, eventTypeNames, eventTypes } from '../../../events/types.ts';
import { compile } from '../../../rules/condition/condition.ts';
import { matchesType } from '../../../rules/glob.ts';

export interface SimpleCondition {
  /** `video` */
  kind?: string;
  outcomes?: readonly string[];
  /** Seconds. */
  longer?: number;
  shorter?: number;
  /** A name or an ID. */
  who?: string;
  /** A source's name. */
  source?: string;
  /** The rest of the condition, as CEL. */
  cel?: string;
}

const durations = ['call.duration', 'meeting.duration', 'recording.duration'];
const people = ['call.caller', 'call.callee', 'participant', 'message.sender', 'user'];

/** Pattern of a JSON string. */
const string = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`;

type PartName = EventType['parts'][number];

/** The parts of the events that these patterns (`call.*`) match. */
function partsOf(patterns: readonly string[]): ReadonlySet<PartName> {
  const types = eventTypeNames.filter(type => matchesType(patterns, type));
  return new Set(types.flatMap(type => eventTypes[type].parts));
}

/**
 * Builds the CEL condition of a rule for the events `on`; undefined when every field is empty. Durations and people are read
 * only from parts that these events have.
 */
export function buildCondition(
  { kind, outcomes, longer, shorter, who, source, cel }: SimpleCondition,
  on: readonly string[] = ['*'],
): string | undefined {
  const eventParts = partsOf(on);
  const present = (paths: readonly string[]) => {
    const found = paths.filter(path => eventParts.has(path.split('.')[0] as PartName));
    return found.length > 0 ? found : paths;
  };
  const names = present(people).flatMap(path => [`${path}.name`, `${path}.id`]);
  const parts = [
    ...(kind ? [`call.kind == ${JSON.stringify(kind)}`] : []),
    ...(outcomes?.length ? [`call.outcome in ${writeList(outcomes)}`] : []),
    ...(longer === undefined ? [] : [anyOf(present(durations), path => `${path} > ${longer}`)]),
    ...(shorter === undefined ? [] : [anyOf(present(durations), path => `${path} < ${shorter}`)]),
    // The name appears once, so that a long one fits into the condition.
    ...(who ? [`${quote(who)} in [${names.join(', ')}]`] : []),
    ...(source ? [`source == ${quote(source)}`] : []),
  ];
  if (parts.length === 0) return cel || undefined;
  return [...parts, ...(cel ? [parenthesize(cel)] : [])].join(' && ');
}

/**
 * Parses a condition that buildCondition() built, for the events `on` or for all, back into fields. Any other condition is
 * returned as `cel`.
 */
export function parseCondition(condition: string | undefined, on: readonly string[] = ['*']): SimpleCondition {
  if (condition === undefined) return {};
  const fields = parseFields(condition);
  return [on, ['*']].some(each => buildCondition(fields, each) === condition) ? fields : { cel: condition };
}

/** Parses from left to right, in the order in which buildCondition() writes the fields. */
function parseFields(condition: string): SimpleCondition {
  const simple: SimpleCondition = {};
  let rest = condition;
  const take = (part: RegExp): string | undefined => {
    const found = part.exec(rest);
    if (!found) return undefined;
    rest = rest.slice(found[0].length).replace(/^ && /, '');
    return found[1] ?? found[2];
  };
  const kind = take(/^call\.kind == "(\w+)"/);
  if (kind) simple.kind = kind;
  const outcomes = take(/^call\.outcome in (\["\w+"(?:, "\w+")*\])/);
  if (outcomes) simple.outcomes = JSON.parse(outcomes);
  const longer = take(/^(?:\(\w+\.duration > (\d+)(?: \|\| \w+\.duration > \d+)+\)|\w+\.duration > (\d+))/);
  if (longer) simple.longer = Number(longer);
  const shorter = take(/^(?:\(\w+\.duration < (\d+)(?: \|\| \w+\.duration < \d+)+\)|\w+\.duration < (\d+))/);
  if (shorter) simple.shorter = Number(shorter);
  const who = take(new RegExp(`^(${string}) in \\[[\\w.]+(?:, [\\w.]+)+\\]`));
  if (who) simple.who = JSON.parse(who);
  const source = take(new RegExp(`^source == (${string})`));
  if (source) simple.source = JSON.parse(source);
  if (rest !== '') simple.cel = unparenthesize(rest);
  return simple;
}

/** Puts CEL in parentheses. One that ends in a comment gets a line break, or the comment would swallow the parenthesis. */
function parenthesize(cel: string): string {
  const withoutStrings = cel.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
  return /\/\/.*$/.test(withoutStrings) ? `(${cel}\n)` : `(${cel})`;
}

/** Removes the outer parentheses. In `(a) && (b)` the first and last don't match, so they stay. */
function unparenthesize(condition: string): string {
  const inner = /^\((.*?)\n?\)$/s.exec(condition)?.[1];
  return inner !== undefined && compile(inner).ok ? inner : condition;
}

function anyOf(paths: readonly string[], write: (path: string) => string): string {
  const comparisons = paths.map(write).join(' || ');
  return paths.length === 1 ? comparisons : `(${comparisons})`;
}

function writeList(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

const quote = (text: string) => JSON.stringify(text);
