/** Reads the store after the failures are over. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Database } from '../../src/store/database.ts';
import { countDeliveries, listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import type { LedgerLine } from '../../src/store/deliveries/ledger.ts';
import { findEvent, hasUnrouted } from '../../src/store/events/events.ts';
import type { Call, Offence } from './check.ts';

/** Waits until everything is routed and sent, at most `atMost` milliseconds; returns what isn't. */
export async function settle({ db }: Database, atMost: number): Promise<Offence[]> {
  const end = performance.now() + atMost;
  for (;;) {
    const unrouted = await hasUnrouted(db);
    const { queued, sending } = await countDeliveries(db);
    if (!unrouted && queued + sending === 0) return [];
    if (performance.now() > end) {
      return [`not settled: ${queued} queued, ${sending} sending, ${unrouted ? 'some' : 'none'} not routed`];
    }
    await delay(100);
  }
}

interface Dead {
  channel: string;
  caller: string;
}

export async function readDead({ db }: Database): Promise<Dead[]> {
  const dead: Dead[] = [];
  for (const { channel, eventId } of await listDeliveries(db, { state: 'failed', limit: 100_000 })) {
    dead.push({ channel, caller: (await findEvent(db, eventId ?? ''))?.call?.caller.id ?? String(eventId) });
  }
  return dead;
}

/** Checks that exactly the messages that can never succeed have failed. */
export function checkDead(calls: readonly Call[], dead: readonly Dead[]): Offence[] {
  const failures = new Set(dead.map(({ channel, caller }) => `${channel}: ${caller}`));
  const poison = new Set<string>();
  const certain: string[] = [];
  for (const { caller, channels, acceptedAt } of calls.filter(call => call.poison)) {
    for (const channel of channels) {
      poison.add(`${channel}: ${caller}`);
      if (acceptedAt !== null) certain.push(`${channel}: ${caller}`);
    }
  }
  return [
    ...[...failures].filter(failure => !poison.has(failure)).map(failure => `${failure} failed without a reason`),
    ...certain.filter(one => !failures.has(one)).map(one => `${one} was rejected, but has not failed`),
  ];
}

const cli = new URL('../../src/cli/callboard.ts', import.meta.url).pathname;
const run = promisify(execFile);

async function callboard(databaseUrl: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: databaseUrl };
  const { stdout } = await run(process.execPath, [cli, ...args], { env, maxBuffer: 100_000_000 });
  return stdout;
}

/** Retries every failed message with `callboard retry --all`. */
export async function retryAll(databaseUrl: string): Promise<void> {
  await callboard(databaseUrl, 'retry', '--all', '--yes', '--json');
}

/** Reads the ledger of the last day with `callboard ledger`. */
export async function readLedger(databaseUrl: string): Promise<LedgerLine[]> {
  const lines = (await callboard(databaseUrl, 'ledger', '--since', '1d', '--json')).split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line));
}
