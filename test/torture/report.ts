/** The outcome of a torture run as lines. Pure. */
import type { Findings, Offence } from './check.ts';
import type { Step } from './plan.ts';
import type { Sent } from './sender.ts';
import type { Scene } from './steps.ts';

export interface Outcome {
  findings: Findings & {
    /** Cards without their newest content, and replies that are lost, doubled or out of order. */
    cards: Offence[];
    /** Timers that fired more than once, or after they were canceled. */
    firedTwice: Offence[];
    /** Timers that neither fired nor were canceled. */
    timersLost: Offence[];
    /** Wrongly failed messages, rejected ones that have not failed, and messages that were not sent in time. */
    dead: Offence[];
    /** Differences between the ledger and the calls sent and read. */
    ledger: Offence[];
    /** Answers that no webhook may get. */
    answers: Offence[];
    /** Unexpected ends of servers. */
    servers: Offence[];
  };
  /** Numbers of the run, by name. */
  figures: ReadonlyMap<string, number | string>;
  /** Where the servers' logs are. */
  folder: string;
}

const titles: Record<keyof Outcome['findings'], string> = {
  lost: 'lost',
  doubled: 'doubled',
  outOfOrder: 'out of order',
  strays: 'in the wrong channel',
  cards: 'cards and replies',
  firedTwice: 'timers fired twice',
  timersLost: 'timers lost',
  dead: 'wrongly failed or waiting',
  ledger: 'ledger does not agree',
  answers: 'wrong answers',
  servers: 'servers that failed',
};
/** Offences of a kind that are printed. */
const printed = 5;

export function countOffences({ findings }: Outcome): number {
  return Object.values(findings).reduce((sum, offences) => sum + offences.length, 0);
}

export function describeOutcome({ findings, figures, folder }: Outcome): string[] {
  const kinds = Object.keys(titles) as (keyof Outcome['findings'])[];
  const rows = [...figures, ...kinds.map(kind => [titles[kind], findings[kind].length] as const)];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...kinds.flatMap(kind => findings[kind].slice(0, printed).map(offence => `${titles[kind]}: ${offence}`)),
    `The servers' logs: ${folder}`,
  ];
}

/** Returns the numbers of a run, in the order of printing. */
export function readFigures(
  plan: readonly Step[],
  { servers, platforms }: Scene,
  { calls, answers }: Sent,
): Map<string, number> {
  const sum = (of: (server: Scene['servers'][number]) => number) => servers.reduce((total, one) => total + of(one), 0);
  const read = [...platforms.read().values()].flat().length;
  return new Map([
    ['events sent', calls.length],
    ['accepted', calls.filter(({ acceptedAt }) => acceptedAt !== null).length],
    ['rejected by the platforms for a while', calls.filter(({ poison }) => poison).length],
    ...[...answers].map(([answer, count]) => [`answered ${answer}`, count] as const),
    ...countBy(plan.map(({ kind }) => `done: ${kind}`)),
    ...[...platforms.counts].map(([trouble, count]) => [`requests: ${trouble}`, count] as const),
    ['processes killed', sum(({ kills }) => kills)],
    ['starts that failed', sum(({ failedStarts }) => failedStarts)],
    ['stops that took too long', sum(({ badStops }) => badStops)],
    ['calls read, over all channels', read],
    ['messages there', platforms.countMessages()],
  ]);
}

function countBy(kinds: readonly string[]): [string, number][] {
  return [...Map.groupBy(kinds, kind => kind)].map(([kind, all]) => [kind, all.length]);
}
