/** Cards: messages that are edited in place, and that replies go below. */
import { randomBytes } from 'node:crypto';
import { storable } from '../../util/text/storable.ts';
import type { CardRow, Db } from '../tables.ts';

export interface Card {
  /** Random, 16 characters: action buttons carry it. */
  id: string;
  channel: string;
  /** A name for the card, unique in its channel: the session or the claim that it shows. */
  key: string;
  /** The message to edit; null: it isn't posted yet, or was deleted. */
  ref: string | null;
  /** The message that replies go below; null: the next reply is posted on its own. */
  thread: string | null;
  /** The fingerprint of the content in the channel; null: it may be any, since an edit could have arrived or not. */
  shown: string | null;
  /** Whether the platform allows no more edits: changes are posted as replies. */
  isFrozen: boolean;
  /** Whether it still changes. A deleted card is posted again only while it is open. */
  isOpen: boolean;
}

/** A change of a card; missing fields stay. */
export type CardChange = Pick<Card, 'id'> & Partial<Pick<Card, 'ref' | 'thread' | 'shown' | 'isFrozen' | 'isOpen'>>;

/** Finds the card with this key in a channel, or creates it. */
export async function openCard(db: Db, { channel, key }: Pick<Card, 'channel' | 'key'>, now: number): Promise<Card> {
  const id = randomBytes(12).toString('base64url');
  await db
    .insertInto('cards')
    .values({ id, channel, key, created_at: now, updated_at: now })
    .onConflict(conflict => conflict.columns(['channel', 'key']).doNothing())
    .execute();
  const found = db.selectFrom('cards').selectAll().where('channel', '=', channel).where('key', '=', key);
  return toCard(await found.executeTakeFirstOrThrow());
}

/** Finds cards, by id. */
export async function findCards(db: Db, ids: readonly string[]): Promise<Map<string, Card>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('cards').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map(row => [row.id, toCard(row)]));
}

/** Applies a change to the card that it names. */
export async function changeCard(
  db: Db,
  { id, ref, thread, shown, isFrozen, isOpen }: CardChange,
  now: number,
): Promise<void> {
  await db
    .updateTable('cards')
    .set({
      ...(ref !== undefined && { ref: ref && storable(ref) }),
      ...(thread !== undefined && { thread: thread && storable(thread) }),
      ...(shown !== undefined && { shown }),
      ...(isFrozen !== undefined && { frozen: Number(isFrozen) }),
      ...(isOpen !== undefined && { open: Number(isOpen) }),
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
}

/** Returns the card after a change. */
export function changedCard(card: Card, change: CardChange): Card {
  return { ...card, ...change };
}

function toCard({ id, channel, key, ref, thread, shown, frozen, open }: CardRow): Card {
  return { id, channel, key, ref, thread, shown, isFrozen: frozen === 1, isOpen: open === 1 };
}
