/** The plan of failures for the servers, the platforms and the store. Pure: the same seed gives the same plan. */
import type { Random } from './random.ts';

type StepKind =
  /** SIGKILL of a server that has taken webhooks for a while, and another start. */
  | 'kill'
  /** SIGKILL of a server wherever it is, often while it is starting, and another start. */
  | 'sudden kill'
  /** SIGKILL of all servers at once, as when the power fails. */
  | 'kill of all'
  /** SIGTERM, and another start. */
  | 'stop'
  /** The server does nothing for a while, as a machine that is moved or out of memory does. */
  | 'freeze'
  /** The platform is not there. */
  | 'outage'
  /** The platform refuses the token. */
  | 'revoke'
  /** The bot is not in the channel. */
  | 'uninvite'
  /** The server can write nothing more to the disk. */
  | 'full disk'
  /** The database server ends without a checkpoint, and starts again. */
  | 'crash of the database'
  /** It ends in good order, and starts again. */
  | 'stop of the database'
  /** The database ends every connection and takes none for a while. */
  | 'closed database';

export interface Step {
  kind: StepKind;
  /** Milliseconds after the beginning. */
  at: number;
  /** Milliseconds until it is over; for a kill, how long the server has taken webhooks before. */
  lasts: number;
  /** Which of those that it can happen to: servers, platforms, channels. */
  target: number;
}

export interface PlanOptions {
  seconds: number;
  kills: number;
  replicas: number;
  rooms: number;
  database: 'sqlite' | 'postgres';
  /** Whether the database server is our own, so that it may be restarted. */
  ownServer: boolean;
  /** Whether a disk can be made full. */
  disk: boolean;
}

/** Returns the steps in order of time. Every possible kind happens at least once; kills happen exactly `kills` times. */
export function makePlan(options: PlanOptions, random: Random): Step[] {
  const { seconds, kills, replicas, rooms, database, ownServer, disk } = options;
  const every = (period: number) => Math.max(1, Math.round(seconds / period));
  /** In a short torture nothing lasts long. */
  const upTo = (most: number): [number, number] => [200, Math.min(most, 200 + seconds * 100)];
  const steps = (kind: StepKind, count: number, targets: number, [least, most]: [number, number]) =>
    spread(count, seconds * 1000, random).map(
      (at): Step => ({ kind, at, lasts: random.int(least, most), target: random.int(0, targets - 1) }),
    );
  const sudden = Math.floor(kills / 4);
  const ofAll = replicas > 1 ? Math.floor(kills / 10) : 0;
  const plan = [
    ...steps('kill', kills - sudden - ofAll, replicas, upTo(4000)),
    ...steps('sudden kill', sudden, replicas, [0, 0]),
    ...steps('kill of all', ofAll, 1, [0, 0]),
    ...steps('stop', every(25), replicas, upTo(2000)),
    ...steps('freeze', every(15), replicas, upTo(8000)),
    ...steps('outage', every(15), 2, upTo(4000)),
    ...steps('revoke', every(15), 2, upTo(4000)),
    ...steps('uninvite', every(5), rooms, upTo(6000)),
    ...(database === 'sqlite' && disk ? steps('full disk', every(12), replicas, upTo(2500)) : []),
    ...(database === 'postgres' ? steps('closed database', every(20), 1, upTo(7000)) : []),
    ...(database === 'postgres' && ownServer ? steps('crash of the database', every(30), 1, upTo(2000)) : []),
    ...(database === 'postgres' && ownServer ? steps('stop of the database', every(30), 1, upTo(2000)) : []),
  ];
  return plan.sort((a, b) => a.at - b.at);
}

/** `count` moments before `end`, one at random in each of as many equal parts. */
function spread(count: number, end: number, random: Random): number[] {
  const part = end / Math.max(1, count);
  return Array.from({ length: count }, (_, at) => Math.floor((at + random.next()) * part));
}
