/** Reading a channel: https://docs.slack.dev/reference/methods/conversations.history and …/conversations.replies */
import type { FakeMessage } from './workspace.ts';

type Json = Record<string, unknown>;

/** A page of the messages that the channel shows, newest first; `oldest` and `latest` are exclusive. Replies are left out unless they are broadcasts. */
export function history(messages: FakeMessage[], args: Json): Json {
  const { oldest = 0, latest = Number.POSITIVE_INFINITY, limit = 100, cursor } = args;
  const before = Math.min(Number(latest), cursor ? Number(atob(String(cursor))) : Number.POSITIVE_INFINITY);
  const found = messages
    .filter(
      ({ ts, threadTs, broadcast }) =>
        (threadTs === null || broadcast) && Number(ts) > Number(oldest) && Number(ts) < before,
    )
    .reverse();
  const page = found.slice(0, Math.min(Number(limit), 999));
  const last = page.at(-1);
  const more = found.length > page.length;
  return {
    ok: true,
    messages: page.map(message => shown(message, args)),
    has_more: more,
    ...(more && last && { response_metadata: { next_cursor: btoa(last.ts) } }),
  };
}

/** A page of a message and its replies, oldest first. Every page begins with the message. */
export function replies(messages: FakeMessage[], args: Json): Json {
  const { oldest = 0, latest = Number.POSITIVE_INFINITY, limit = 1000, cursor } = args;
  const parent = messages.find(({ ts, threadTs }) => ts === args.ts && threadTs === null);
  if (!parent) return { ok: false, error: 'thread_not_found' };
  const after = Math.max(Number(oldest), cursor ? Number(atob(String(cursor))) : 0);
  const found = messages.filter(
    ({ ts, threadTs }) => threadTs === parent.ts && Number(ts) > after && Number(ts) < Number(latest),
  );
  const page = found.slice(0, Math.min(Number(limit), 1000));
  const last = page.at(-1);
  const more = found.length > page.length;
  return {
    ok: true,
    messages: [parent, ...page].map(message => shown(message, args)),
    has_more: more,
    ...(more && last && { response_metadata: { next_cursor: btoa(last.ts) } }),
  };
}

/** Includes metadata only on request. */
const shown = ({ ts, threadTs, body }: FakeMessage, args: Json): Json => ({
  type: 'message',
  ts,
  text: body.text,
  blocks: body.blocks,
  attachments: body.attachments,
  bot_id: 'B0BOT',
  ...(threadTs && { thread_ts: threadTs }),
  ...(args.include_all_metadata === true && { metadata: body.metadata }),
});
