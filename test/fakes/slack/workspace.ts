/** The workspace: its channels and their messages. */
import { messageText } from './read.ts';

type Json = Record<string, unknown>;

export interface FakeMessage {
  ts: string;
  threadTs: string | null;
  /** As sent: text, blocks, attachments, metadata. */
  body: Json;
  edited: boolean;
  /** A reply that the channel shows too. */
  broadcast?: boolean;
}

export interface Workspace {
  messages(channel: string): FakeMessage[];
  post(channel: string, body: Json): FakeMessage;
  find(channel: string, ts: string): FakeMessage | undefined;
  edit(message: FakeMessage, body: Json): void;
  /** Deletes a message as a person would. One with replies stays as a placeholder, which can't be edited. */
  remove(channel: string, ts: string): void;
  /** The channel in plain text, oldest first; replies follow their message with ↳. */
  read(channel: string): string;
}

/** https://docs.slack.dev/reference/events/message#subtypes */
const deleted = { subtype: 'tombstone', text: 'This message was deleted.' };

export function createWorkspace(): Workspace {
  const channels = new Map<string, FakeMessage[]>();
  let count = 0;
  const messages = (channel: string) => channels.getOrInsertComputed(channel, () => []);

  function readMessage(message: FakeMessage): string {
    return messageText(message.body) + (message.edited ? ' (edited)' : '');
  }

  return {
    messages,
    post(channel, body) {
      count += 1;
      const ts = `${Math.floor(Date.now() / 1000)}.${String(count).padStart(6, '0')}`;
      // Without its parent a reply is posted in the channel: https://github.com/slack-go/slack/issues/1571
      const parent = messages(channel).find(one => one.ts === body.thread_ts);
      const threadTs = parent ? (parent.threadTs ?? parent.ts) : null;
      const broadcast = threadTs !== null && body.reply_broadcast === true;
      const message = { ts, threadTs, body, edited: false, ...(broadcast && { broadcast }) };
      messages(channel).push(message);
      return message;
    },
    find: (channel, ts) => messages(channel).find(message => message.ts === ts),
    edit(message, body) {
      // Slack keeps fields that an edit omits, also metadata and attachments.
      message.body = { ...message.body, ...body };
      message.edited = true;
    },
    remove(channel, ts) {
      const all = messages(channel);
      const at = all.findIndex(message => message.ts === ts);
      if (at < 0) return;
      const hasReplies = all.some(({ threadTs }) => threadTs === ts);
      const placeholder = { ts, threadTs: null, edited: false, body: { ...deleted } };
      all.splice(at, 1, ...(hasReplies ? [placeholder] : []));
    },
    read(channel) {
      const all = messages(channel);
      return all
        .filter(message => message.threadTs === null)
        .flatMap(message => [
          readMessage(message),
          ...all
            .filter(reply => reply.threadTs === message.ts)
            .map(reply => readMessage(reply).replaceAll(/^/gm, '  ↳ ')),
        ])
        .join('\n\n');
    },
  };
}
