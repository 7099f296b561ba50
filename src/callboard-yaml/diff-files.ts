/** Compares two callboard.yaml files. */
import { diffArrays } from 'diff';
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
    ...diffRules(address, before?.rules.map(formatRule) ?? [], after?.rules.map(formatRule) ?? []),
  ];
}

function diffRules(address: string, before: string[], after: string[]): Change[] {
  const changes: Change[] = [];
  let gone: string[] = [];
  for (const { value, added, removed } of [...diffArrays(before, after), { value: [], added: false, removed: false }]) {
    if (removed) gone = value;
    else {
      const come = added ? value : [];
      const pairs = Math.max(gone.length, come.length);
      for (let at = 0; at < pairs; at++) changes.push(...change(address, 'rule', gone[at] ?? null, come[at] ?? null));
      gone = [];
    }
  }
  return changes;
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
