/** The workspace: its channels and their messages. */
import { messageText } from './read.ts';

type Json = Record<string, unknown>;

export interface FakeMessage {
  ts: string;
  threadTs: string | null;
  /** As sent: text, blocks, attachments, metadata. */
  body: Json;
  edited: boolean;
}

export interface Workspace {
  messages(channel: string): FakeMessage[];
  post(channel: string, body: Json): FakeMessage;
  find(channel: string, ts: string): FakeMessage | undefined;
  edit(message: FakeMessage, body: Json): void;
  /** The channel in plain text, oldest first; replies follow their message with ↳. */
  read(channel: string): string;
}

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
      const message = { ts, threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : null, body, edited: false };
      messages(channel).push(message);
      return message;
    },
    find: (channel, ts) => messages(channel).find(message => message.ts === ts),
    edit(message, body) {
      // Slack keeps fields that an edit omits, also metadata and attachments.
      message.body = { ...message.body, ...body };
      message.edited = true;
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
