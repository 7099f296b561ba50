/** A store with a million posted events, compared with an empty one: none of the figures changes by more than a fifth. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fillPart } from '../../src/events/event.ts';
import { openDatabase } from '../../src/store/database.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import { makeEvent } from '../messages/samples.ts';
import { burstOf, runBurst } from './burst.ts';
import { atLeast, atMost, type Figure, plain, ratio } from './figures.ts';
import { ingestRate } from './ingest.ts';
import { latencyOf, runLatency } from './latency.ts';
import { type Contestant, startContestant } from './servers/contestants.ts';
import { median } from './statistics.ts';
import { missedCall, slackRooms } from './webhooks.ts';

const million = 1_000_000;
const rounds = 3;
const perRound = burstOf + latencyOf;

interface Reading {
  ingest: number;
  burst: number;
  p50: number;
  cpu: number;
}

export async function measureMillion(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'million.db');
  await fill(path);
  const setup = { rooms: slackRooms(50), callers: perRound * (rounds + 1) };
  const start = async (env = {}) => stack.use((await startContestant('now', { ...setup, env })) as Contestant);
  const contestants = { empty: await start(), full: await start({ DATABASE_URL: `sqlite:${path}` }) };
  const readings: Record<keyof typeof contestants, Reading[]> = { empty: [], full: [] };
  // The first warms both up.
  for (let round = 0; round <= rounds; round++) {
    for (const name of ['empty', 'full'] as const) {
      const reading = await read(contestants[name], round);
      if (round > 0) readings[name].push(reading);
    }
  }
  const change = (value: keyof Reading) => {
    const of = (name: keyof typeof contestants) => median(readings[name].map(reading => reading[value]));
    return of('full') / of('empty');
  };
  return [
    plain('a million events in the store; each line to an empty store', million, value => value.toLocaleString('en')),
    atLeast('webhooks/s, no rule matches', change('ingest'), 0.8, ratio),
    atLeast('5,000 at once, posted/s', change('burst'), 0.8, ratio),
    atMost('webhook to chat request at 200/s, p50', change('p50'), 1.2, ratio),
    atMost('processor time per event at 200/s', change('cpu'), 1.2, ratio),
  ];
}

async function read(contestant: Contestant, round: number): Promise<Reading> {
  const first = round * perRound;
  const ingest = await ingestRate(contestant, 10_000_000 + round * 5000, 5000);
  const { deliver } = await runBurst(contestant, first);
  const { p50, cpu } = await runLatency(contestant, first + burstOf);
  return { ingest, burst: burstOf / deliver, p50, cpu };
}

/** Copies one event and its delivery a million times, with other ids. */
async function fill(path: string): Promise<void> {
  const { db, ...database } = await openDatabase(`sqlite:${path}`);
  const call = fillPart('call', {
    id: 'call',
    kind: 'audio',
    outcome: 'unanswered',
    caller: { id: 'caller', name: null },
  });
  const { id: _, ...event } = makeEvent('call.missed', { call });
  const raw = missedCall(0, 'slack-0');
  await addEvents({ db, ...database }, [
    { event: { ...event, subject: 'call' }, raw, key: ['0'], problems: [], receivedAt: Date.now() },
  ]);
  await database.close();
  const sqlite = new DatabaseSync(path);
  sqlite.exec(`pragma synchronous = off; pragma cache_size = -200000;
    begin;
    create temp table copies as select * from events;
    with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${million})
    insert into events (id, source, provider, trigger, type, subject, time, received_at, status, problems, body, raw,
      duplicates, routed_at)
    select 'evt_' || lower(hex(randomblob(16))), source, provider, trigger, type, 'old-' || n, time,
      received_at - ${million} * 60 + n * 60, status, problems, body, raw, 0, received_at from numbers, copies;
    update events set routed_at = received_at where routed_at is null;
    insert into deliveries (kind, key, event_seq, event_id, channel, rule_id, rule, state, nonce, attempts, ref,
      created_at, updated_at)
    select 'post', id, seq, id, 'slack:T0123/C' || (1000 + seq % 50), 'r',
      '{"id":"r","channel":"slack:T0123/C1000","position":0,"on":"call.missed","do":"post"}', 'posted', id, 1, '1.' || seq,
      received_at, received_at from events;
    insert into attempts (delivery_id, at, outcome, took) select id, created_at, 'posted', 100 from deliveries;
    commit; pragma wal_checkpoint(truncate);`);
  sqlite.close();
}
