/** Reading a channel: https://docs.slack.dev/reference/methods/conversations.history and …/conversations.replies */
import type { FakeMessage } from './workspace.ts';

type Json = Record<string, unknown>;

/** A page of the messages that aren't replies, newest first; `oldest` and `latest` are exclusive. */
export function history(messages: FakeMessage[], args: Json): Json {
  const { oldest = 0, latest = Number.POSITIVE_INFINITY, limit = 100, cursor } = args;
  const before = Math.min(Number(latest), cursor ? Number(atob(String(cursor))) : Number.POSITIVE_INFINITY);
  const found = messages
    .filter(({ ts, threadTs }) => threadTs === null && Number(ts) > Number(oldest) && Number(ts) < before)
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

/** A message and its replies, oldest first. */
export function replies(messages: FakeMessage[], args: Json): Json {
  const found = messages.filter(({ ts, threadTs }) => ts === args.ts || threadTs === args.ts);
  return { ok: true, messages: found.map(message => shown(message, args)), has_more: false };
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
