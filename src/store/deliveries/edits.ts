/** The edits of cards that wait. They are in no lane: each card needs only its newest one. */
import { sql } from 'kysely';
import { storable } from '../../util/text/storable.ts';
import type { Db, DeliveryRow } from '../tables.ts';
import { type Card, findCards } from './cards.ts';
import { type Delivery, toDelivery } from './deliveries.ts';

/** The condition of the index `deliveries_edits`, word for word: SQLite uses a partial index only then. */
const waitingEdit = sql<boolean>`kind = 'edit' and state in ('queued', 'sending')`;

/** A card's newest edit. */
export interface WaitingEdit {
  edit: Delivery;
  card: Card;
  /** Whether the card's message waits in its lane: it will show the newest content. */
  isPosting: boolean;
}

export interface WaitingEdits {
  /** One per card, the longest waiting card first. */
  newest: WaitingEdit[];
  /** The ids of the older edits of these cards. */
  replaced: number[];
}

/** Cards per step of a read: rendering the edits of all would cost too much when the first can be sent. */
const cardsAtOnce = 50;

/** Reads a channel's waiting edits, some cards at a time. Cards that have to wait delay no card behind them. */
export async function* readEdits(db: Db, channel: string): AsyncGenerator<WaitingEdits> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('channel', '=', channel)
    .where(waitingEdit)
    .orderBy('id')
    .execute();
  const byCard = [...Map.groupBy(rows, row => row.card_id ?? '')];
  for (let from = 0; from < byCard.length; from += cardsAtOnce) {
    yield await withCards(db, byCard.slice(from, from + cardsAtOnce));
  }
}

async function withCards(db: Db, rows: readonly [card: string, edits: DeliveryRow[]][]): Promise<WaitingEdits> {
  const byCard = rows.map(([id, edits]) => [id, edits.map(toDelivery)] as const);
  const ids = byCard.map(([id]) => id);
  // In this order: a card that is posted in between has its message then.
  const posting = await cardsInLane(db, ids);
  const cards = await findCards(db, ids);
  return {
    newest: byCard.flatMap(([id, edits]) => {
      const [edit, card] = [edits.at(-1), cards.get(id)];
      return edit && card ? [{ edit, card, isPosting: posting.has(id) }] : [];
    }),
    replaced: byCard.flatMap(([id, edits]) => (cards.has(id) ? edits.slice(0, -1) : edits).map(edit => edit.id)),
  };
}

/** Returns those of these cards whose message waits or is in flight. */
export async function cardsInLane(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('deliveries')
    .select('card_id')
    .where('card_id', 'in', ids)
    .where(sql<boolean>`card_id is not null and kind = 'post' and state in ('queued', 'sending')`)
    .execute();
  return new Set(rows.flatMap(({ card_id: id }) => id ?? []));
}

/** Lists the channels with waiting edits. */
export async function channelsWithEdits(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('channel').distinct().where(waitingEdit).execute();
  return rows.map(row => row.channel);
}

/** An edit that ends without a request to the platform, or goes into the lane as a message of its own or as a reply. */
export type SettledEdit =
  | { id: number; state: 'superseded' }
  | { id: number; state: 'failed'; error: string }
  | { id: number; state: 'queued'; kind: 'post' | 'reply' };

/** The key of an edit that becomes a post or a reply: its event may have one of its own, with the edit's key. */
export const convertedKey = sql<string>`case deliveries.kind when 'edit' then 'edit ' || deliveries.key
  else deliveries.key end`;

/** An edit becomes a post only of a card that isn't in its channel and not on its way there. */
const isNotPosted = sql<boolean>`not exists (select 1 from cards where cards.id = deliveries.card_id and ref is not null)
  and not exists (select 1 from deliveries as posting where posting.card_id = deliveries.card_id
    and posting.kind = 'post' and posting.state in ('queued', 'sending'))`;

/** Writes the edits' new states, unless they have ended. One whose card was posted in the meantime stays an edit. */
export async function settleEdits(tx: Db, edits: readonly SettledEdit[], now: number): Promise<void> {
  for (const edit of edits) {
    await tx
      .updateTable('deliveries')
      .set({
        state: edit.state,
        updated_at: now,
        ...('kind' in edit && { kind: edit.kind, key: convertedKey, not_before: null }),
        ...('error' in edit && { error: storable(edit.error) }),
      })
      .where('id', '=', edit.id)
      .where(waitingEdit)
      .where('kind' in edit && edit.kind === 'post' ? isNotPosted : sql<boolean>`true`)
      .execute();
  }
}
