/** Messages on the preview page, for example those of the demo channel. */
import type { Message } from '../messages/message.ts';
import type { Db } from './tables.ts';

export interface PreviewMessage {
  id: number;
  channel: string;
  nonce: string;
  message: Message;
  replyTo: string | null;
  postedAt: number;
  editedAt: number | null;
}

/**
 * Posts a message. A nonce that was posted before returns the existing message. A reply to a message that doesn't exist
 * becomes a message of its own.
 */
export async function postPreview(
  db: Db,
  post: { channel: string; nonce: string; message: Message; replyTo?: string },
  now: number,
): Promise<Pick<PreviewMessage, 'id' | 'replyTo'>> {
  const { channel, nonce, message, replyTo } = post;
  const reply_to = replyTo !== undefined && (await exists(db, Number(replyTo))) ? replyTo : null;
  await db
    .insertInto('preview')
    .values({ channel, nonce, message: JSON.stringify(message), reply_to, posted_at: now })
    .onConflict(conflict => conflict.column('nonce').doNothing())
    .execute();
  const posted = db.selectFrom('preview').select(['id', 'reply_to as replyTo']).where('nonce', '=', nonce);
  return posted.executeTakeFirstOrThrow();
}

async function exists(db: Db, id: number): Promise<boolean> {
  return (await db.selectFrom('preview').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** Replaces a message's content; false when it doesn't exist. */
export async function editPreview(db: Db, id: number, message: Message, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('preview')
    .set({ message: JSON.stringify(message), edited_at: now })
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Lists the last `limit` messages of a channel that came after an id (0: all), oldest first. */
export async function listPreview(db: Db, channel: string, after = 0, limit = 200): Promise<PreviewMessage[]> {
  const rows = await db
    .selectFrom('preview')
    .selectAll()
    .where('channel', '=', channel)
    .where('id', '>', after)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse().map(row => ({
    id: row.id,
    channel: row.channel,
    nonce: row.nonce,
    message: JSON.parse(row.message),
    replyTo: row.reply_to,
    postedAt: row.posted_at,
    editedAt: row.edited_at,
  }));
}
