/** Compares two callboard.yaml files. */
import { diffArrays } from 'diff';
import { patternsOf } from '../rules/glob.ts';
import type { RuleBody } from '../rules/rule.ts';
import type { CallboardFile, FileChannel } from './file-schema.ts';
import { formatRule } from './print-file.ts';

/** One change between two files. */
export interface Change {
  sign: '+' | '-' | '~';
  /** The channel's address or the template's name. */
  of: string;
  /** The changed part; `channel` and `template` mean all of it. */
  what: 'channel' | 'timezone' | 'quiet' | 'rule' | 'template';
  /** The value before and after, one line of text each; null where there is none. */
  before: string | null;
  after: string | null;
}

/** Lists the changes from one file to the other: channels sorted by address, then templates. */
export function diffFiles(before: CallboardFile, after: CallboardFile): Change[] {
  const channels = namesIn(before.channels, after.channels).flatMap(address =>
    diffChannel(address, before.channels[address], after.channels[address]),
  );
  const templates = namesIn(before.templates, after.templates).flatMap(name =>
    change(name, 'template', asText(before.templates[name]), asText(after.templates[name])),
  );
  return [...channels, ...templates];
}

/** Formats changes as lines: each channel or template, then its changes with their signs. */
export function formatDiff(changes: readonly Change[]): string[] {
  return [...Map.groupBy(changes, ({ of, what }) => (what === 'template' ? `template ${of}` : of))].flatMap(
    ([heading, group]) => [heading, ...group.flatMap(formatChange)],
  );
}

function formatChange({ sign, what, before, after }: Change): string[] {
  if (what === 'channel') return [`  ${sign} channel`];
  if (what === 'template') return [`  ${sign} ${{ '+': 'new', '-': 'removed', '~': 'changed' }[sign]}`];
  if (sign === '~') return [`  ~ ${what} ${before}`, `      → ${after}`];
  return [`  ${sign} ${what} ${before ?? after}`];
}

function diffChannel(address: string, before?: FileChannel, after?: FileChannel): Change[] {
  const was = before === undefined ? null : address;
  const is = after === undefined ? null : address;
  return [
    ...change(address, 'channel', was, is),
    ...change(address, 'timezone', before?.timezone ?? null, after?.timezone ?? null),
    ...change(address, 'quiet', asText(before?.quiet), asText(after?.quiet)),
    ...diffRules(address, before?.rules ?? [], after?.rules ?? []),
  ];
}

function diffRules(address: string, before: readonly RuleBody[], after: readonly RuleBody[]): Change[] {
  const changes: Change[] = [];
  const parts = diffArrays([...before], [...after], { comparator: (a, b) => formatRule(a) === formatRule(b) });
  let removedRules: RuleBody[] = [];
  for (const { value, added, removed } of [...parts, { value: [], added: false, removed: false }]) {
    if (removed) removedRules = value;
    else {
      changes.push(...pairRules(address, removedRules, added ? value : []));
      removedRules = [];
    }
  }
  return changes;
}

/** A removed rule and the next added one that has something in common with it are one change. */
function pairRules(address: string, removed: readonly RuleBody[], added: readonly RuleBody[]): Change[] {
  const changes: Change[] = [];
  let rest = [...added];
  const add = (rules: readonly RuleBody[]) => rules.flatMap(rule => change(address, 'rule', null, formatRule(rule)));
  for (const rule of removed) {
    const at = rest.findIndex(other => isSimilar(rule, other));
    const similar = rest[at];
    changes.push(
      ...add(rest.slice(0, Math.max(at, 0))),
      ...change(address, 'rule', formatRule(rule), similar ? formatRule(similar) : null),
    );
    rest = rest.slice(at + 1);
  }
  return [...changes, ...add(rest)];
}

function isSimilar(one: RuleBody, other: RuleBody): boolean {
  const types = patternsOf(other);
  return patternsOf(one).some(pattern => types.includes(pattern)) || (one.if !== undefined && one.if === other.if);
}

function change(of: string, what: Change['what'], before: string | null, after: string | null): Change[] {
  if (before === after) return [];
  return [{ sign: before === null ? '+' : after === null ? '-' : '~', of, what, before, after }];
}

function asText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function namesIn(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}
