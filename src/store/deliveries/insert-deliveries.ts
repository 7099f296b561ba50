/** Inserts new deliveries. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Rule } from '../../rules/rule.ts';
import { bulkRows, columnNames } from '../bulk-values.ts';
import type { Db } from '../tables.ts';
import type { Delivery } from './deliveries.ts';

/** A delivery to insert; its channel is the rule's. */
export interface NewDelivery extends Pick<Delivery, 'kind' | 'key' | 'eventSeq' | 'eventId' | 'rule'> {
  state: 'queued' | 'ignored' | 'muted';
  /** Whether its first attempt begins in the same transaction: it is stored as in flight. */
  begins?: boolean | undefined;
  /** The card that it posts, edits or replies to; undefined: none. */
  cardId?: string | undefined;
  /** When it may be sent, milliseconds since 1970; undefined: at once. */
  notBefore?: number | undefined;
}

/** Returns a new `post` of an event. */
export function newPost(event: { seq: number; id: string }, rule: Rule, state: NewDelivery['state']): NewDelivery {
  return { kind: 'post', key: event.id, eventSeq: event.seq, eventId: event.id, rule, state };
}

/** 12 random bytes are 16 characters of base64url. */
const nonceBytes = 12;

const columns = {
  kind: 'text',
  key: 'text',
  event_seq: 'bigint',
  event_id: 'text',
  channel: 'text',
  rule_id: 'text',
  rule: 'text',
  state: 'text',
  nonce: 'text',
  attempts: 'bigint',
  card_id: 'text',
  not_before: 'bigint',
  created_at: 'bigint',
  updated_at: 'bigint',
} as const;

/**
 * Inserts deliveries in order. Returns those whose first attempt begins, in no order, each as it was before that attempt.
 * Call it in a transaction that holds the router's lock.
 */
export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[], now: number): Promise<Delivery[]> {
  if (deliveries.length === 0) return [];
  // Drawn once for all rows: a draw costs as much as the rest of a row.
  const random = randomBytes(nonceBytes * deliveries.length);
  const rows = deliveries.map(
    ({ kind, key, eventSeq, eventId, rule, state, begins, cardId = null, notBefore = null }, at) => ({
      kind,
      key,
      event_seq: eventSeq,
      event_id: eventId,
      channel: rule.channel,
      rule_id: rule.id,
      rule: JSON.stringify(rule),
      state: begins ? 'sending' : state,
      nonce: random.toString('base64url', at * nonceBytes, (at + 1) * nonceBytes),
      attempts: begins ? 1 : 0,
      card_id: cardId,
      not_before: notBefore,
      created_at: now,
      updated_at: now,
    }),
  );
  const begun = new Map(deliveries.flatMap((one, at) => (one.begins ? [[rows[at]?.nonce, one] as const] : [])));
  const inserted: Delivery[] = [];
  for (const values of bulkRows(db, columns, rows)) {
    const insert = sql`insert into deliveries (${columnNames(columns)}) ${values}`;
    if (begun.size === 0) await insert.execute(db);
    else {
      const { rows: ids } = await sql<{ id: number; nonce: string }>`${insert} returning id, nonce`.execute(db);
      for (const { id, nonce } of ids) {
        const one = begun.get(nonce);
        if (one) inserted.push(asQueued(one, { id, nonce, now }));
      }
    }
  }
  return inserted;
}

/** A new delivery before its first attempt. */
function asQueued(
  { kind, key, eventSeq, eventId, rule, cardId, notBefore }: NewDelivery,
  { id, nonce, now }: { id: number; nonce: string; now: number },
): Delivery {
  const about = { kind, key, eventSeq, eventId, channel: rule.channel, rule };
  const unsent = { batchedInto: null, droppedMentions: [], error: null, ref: null };
  return {
    id,
    ...about,
    state: 'queued',
    attempts: 0,
    nonce,
    cardId: cardId ?? null,
    notBefore: notBefore ?? null,
    ...unsent,
    createdAt: now,
    updatedAt: now,
  };
}
