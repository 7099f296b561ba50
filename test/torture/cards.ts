/**
 * Cards of a torture run: posts, edits and replies that the servers insert in the transactions of timers, in channels without
 * rules. A table records what was inserted.
 */
import { sql } from 'kysely';
import type { TimerHandler } from '../../src/scheduler/scheduler.ts';
import { raiseRevision } from '../../src/store/cache-version.ts';
import { openCard } from '../../src/store/deliveries/cards.ts';
import { insertDeliveries } from '../../src/store/deliveries/insert-deliveries.ts';
import type { DeliveryKind } from '../../src/store/deliveries/stored-states.ts';
import type { Db } from '../../src/store/tables.ts';
import { setTimer } from '../../src/store/timers.ts';
import type { Offence } from './check.ts';

const kind = 'torture-cards';
/** Milliseconds between two deliveries of a channel. */
const pauses = { least: 30, most: 300 };
/** Deliveries of one card. */
const perCard = 12;

/** A delivery that a server inserted. `name` is the caller that its message names. */
export interface CardEntry {
  channel: string;
  card: number;
  what: DeliveryKind;
  name: string;
}

interface Payload {
  /** The deliveries so far. */
  count: number;
  /** When the last one is inserted, milliseconds since 1970. */
  until: number;
}

/** Inserts the next delivery of a channel, and sets the next timer. A card begins with its post. */
const insertNext: TimerHandler = async (tx, { key: channel, payload, now }) => {
  const { count, until } = payload as Payload;
  if (now > until) return;
  const pause = pauses.least + Math.random() * (pauses.most - pauses.least);
  const event = await copyCall(tx, `card-${count}-in-${channel.replaceAll(/\W/g, '-')}`);
  await setTimer(tx, { kind, key: channel, due: now + pause, payload: { count: count + (event ? 1 : 0), until } });
  if (!event) return;
  const number = Math.floor(count / perCard);
  const what: DeliveryKind = count % perCard === 0 ? 'post' : Math.random() < 0.6 ? 'edit' : 'reply';
  const card = await openCard(tx, { channel, key: `card ${number}` }, now);
  const rule = { id: 'card', channel, position: 0, on: 'call.missed', do: 'post' as const };
  const about = { eventSeq: event.seq, eventId: event.id, rule, state: 'queued' as const, cardId: card.id };
  await insertDeliveries(tx, [{ kind: what, key: event.id, ...about }], now);
  await raiseRevision(tx, 'lanes');
  await sql`insert into torture_cards (channel, card, what, name) values (${channel}, ${number}, ${what}, ${event.name})`.execute(
    tx,
  );
};

export const tortureCards: Readonly<Record<string, TimerHandler>> = { [kind]: insertNext };

/** Stores a copy of a missed call with another caller, already routed. Null: no call is stored yet. */
async function copyCall(tx: Db, name: string): Promise<{ seq: number; id: string; name: string } | null> {
  const calls = tx
    .selectFrom('events')
    .selectAll()
    .where('type', '=', 'call.missed')
    .where('subject', 'like', 'caller-%');
  const call = await calls.orderBy('seq').limit(1).executeTakeFirst();
  if (!call) return null;
  const { seq: _, ...row } = call;
  const renamed = (text: string) => text.replaceAll(/caller-\d+/g, name);
  const copy = { ...row, id: `evt_${name}`, subject: name, body: renamed(row.body), raw: renamed(row.raw), pair: null };
  const { seq } = await tx
    .insertInto('events')
    .values({ ...copy, routed_at: row.received_at })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return { seq, id: copy.id, name };
}

/** Creates the table and the first timers, before the servers start. `seconds` is how long failures are caused. */
export async function seedCards(db: Db, channels: readonly string[], seconds: number): Promise<void> {
  await sql`create table torture_cards (channel text not null, card integer not null, what text not null, name text not null)`.execute(
    db,
  );
  const until = Date.now() + seconds * 1000;
  await db.transaction().execute(async tx => {
    for (const key of channels) await setTimer(tx, { kind, key, due: Date.now(), payload: { count: 0, until } });
  });
}

/** Reads what was inserted, in the order of each channel. */
export async function readCards(db: Db): Promise<CardEntry[]> {
  const { rows } = await sql<CardEntry>`select torture_cards.channel, card, what, name from torture_cards
    join deliveries on deliveries.key = 'evt_' || name order by deliveries.id`.execute(db);
  return rows;
}

/** A message in a channel: the caller that it names, and whether it is a reply. */
export interface CardReading {
  name: string;
  isReply: boolean;
}

/** Returns the messages of cards in a channel's text, from top to bottom. */
export function cardsIn(text: string): CardReading[] {
  return text.split('\n').flatMap(line => {
    const [, name] = /call from (card-\d+-in-[\w-]+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, isReply: line.includes('↳') }];
  });
}

/** Each card must be there once with its newest content, and its replies once, in order, below it. Pure. */
export function checkCards(
  entries: readonly CardEntry[],
  readings: ReadonlyMap<string, readonly CardReading[]>,
): Offence[] {
  return [...Map.groupBy(entries, ({ channel }) => channel)].flatMap(([channel, all]) => {
    const expected = [...Map.groupBy(all, ({ card }) => card).values()].flatMap((ofCard): CardReading[] => {
      const newest = ofCard.findLast(({ what }) => what !== 'reply');
      const replies = ofCard.filter(({ what }) => what === 'reply');
      return [
        ...(newest ? [{ name: newest.name, isReply: false }] : []),
        ...replies.map(({ name }) => ({ name, isReply: true })),
      ];
    });
    const write = (messages: readonly CardReading[]) =>
      messages.map(({ name, isReply }) => `${isReply ? '↳ ' : ''}${name.replace(/-in-.*/, '')}`);
    const [wanted, read] = [write(expected), write(readings.get(channel) ?? [])];
    const at = wanted.findIndex((name, index) => read[index] !== name);
    if (at < 0 && read.length === wanted.length) return [];
    const place = at < 0 ? wanted.length : at;
    return [`${channel}: message ${place} is ${read[place] ?? 'missing'}, not ${wanted[place] ?? 'the end'}`];
  });
}
