/** Rows of any age, for tests of retention. */
import type { Insertable } from 'kysely';
import type { Db, Tables } from '../../../src/store/tables.ts';

type EventInput = Partial<Insertable<Tables['events']>>;
type DeliveryInput = Partial<Insertable<Tables['deliveries']>>;

let count = 0;

/** Inserts a routed event and returns its `seq`. */
export async function insertEvent(db: Db, receivedAt: number, event: EventInput = {}): Promise<number> {
  const { seq } = await db
    .insertInto('events')
    .values({
      id: `evt_${++count}`,
      source: 'cometchat',
      provider: 'cometchat',
      trigger: 'call_unanswered',
      type: 'call.missed',
      received_at: receivedAt,
      status: 'accepted',
      problems: '[]',
      body: '{}',
      raw: '{"trigger":"call_unanswered"}',
      routed_at: receivedAt,
      ...event,
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}

/** Inserts a delivery of an event and returns its id. It is posted and has one attempt unless `delivery` says otherwise. */
export async function insertDelivery(
  db: Db,
  eventSeq: number,
  at: number,
  delivery: DeliveryInput = {},
): Promise<number> {
  const { id } = await db
    .insertInto('deliveries')
    .values({
      kind: 'post',
      key: `key ${++count}`,
      event_seq: eventSeq,
      event_id: `event ${eventSeq}`,
      channel: 'slack:T1/C1',
      rule_id: 'r1',
      rule: '{"id":"r1","channel":"slack:T1/C1","position":0,"on":"*","do":"post"}',
      state: 'posted',
      nonce: `nonce ${count}`,
      attempts: 1,
      created_at: at,
      updated_at: at,
      ...delivery,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (delivery.state === undefined || delivery.state === 'failed') {
    await db.insertInto('attempts').values({ delivery_id: id, at, outcome: 'posted', took: 1 }).execute();
  }
  return id;
}
