import { readComponents } from './read.ts';
import { type CreateBody, flatten } from './validate.ts';

export interface FakeMessage {
  id: string;
  body: CreateBody;
  /** Milliseconds since 1970. */
  at: number;
  replyTo: string | null;
  edited: boolean;
  /** The mentions that really pinged: `@here`, `<@1>`, `<@&1>`. */
  pings: string[];
}

/** The start of the timestamps in Discord's ids: https://docs.discord.com/developers/reference#snowflakes */
const EPOCH = 1_420_070_400_000;

/** Creates the channels with their messages. Every channel exists. */
export function createChannels() {
  const channels = new Map<string, FakeMessage[]>();
  /** The latest message by channel and nonce. */
  const nonces = new Map<string, FakeMessage>();
  let lastId = 0n;
  const messages = (channel: string) => channels.getOrInsertComputed(channel, () => []);
  const find = (channel: string, id: string) => messages(channel).find(message => message.id === id);

  function nextId(now: number): string {
    const first = BigInt(now - EPOCH) << 22n;
    lastId = first > lastId ? first : lastId + 1n;
    return `${lastId}`;
  }

  return {
    messages,
    find,
    /** Whether a message is older than an hour. */
    isOld(channel: string, id: string): boolean {
      const message = find(channel, id);
      return message !== undefined && Date.now() - message.at > 3_600_000;
    },
    /** Creates a message, or returns the existing one with the same nonce if it's at most `nonceFor` milliseconds old. */
    create(channel: string, body: CreateBody, nonceFor: number): FakeMessage {
      const at = Date.now();
      const key = `${channel} ${body.nonce}`;
      const same = body.enforce_nonce && body.nonce && nonces.get(key);
      if (same && at - same.at <= nonceFor) return same;
      const answered = body.message_reference && find(channel, body.message_reference.message_id);
      const replyTo = answered?.id ?? null;
      const message = { id: nextId(at), body, at, replyTo, edited: false, pings: pingsOf(body) };
      messages(channel).push(message);
      if (body.nonce) nonces.set(key, message);
      return message;
    },
    edit(message: FakeMessage, body: CreateBody): FakeMessage {
      message.body = { ...message.body, ...body };
      message.edited = true;
      return message;
    },
    /** Deletes a message as a person would; its replies stay. */
    remove(channel: string, id: string): void {
      const all = messages(channel);
      const at = all.findIndex(message => message.id === id);
      if (at >= 0) all.splice(at, 1);
    },
    /** The channel as people read it, with each reply below its parent. */
    read: (channel: string) => readThread(messages(channel), null, ''),
  };
}

export type Channels = ReturnType<typeof createChannels>;

function readThread(all: FakeMessage[], replyTo: string | null, indent: string): string {
  const isHere = (parent: string | null) =>
    parent === replyTo || (replyTo === null && !all.some(({ id }) => id === parent));
  return all
    .filter(message => isHere(message.replyTo))
    .map(message => {
      const text = readComponents(message.body.components).replace(/^/gm, indent);
      return [text, readThread(all, message.id, `${indent}↳ `)].filter(part => part !== '').join('\n');
    })
    .join('\n\n');
}

/** Discord searches the raw text for mentions, backslashes included. */
function pingsOf({ components, allowed_mentions }: CreateBody): string[] {
  const text = flatten(components)
    .map(component => ('content' in component ? component.content : ''))
    .join('\n');
  const { parse = ['everyone', 'users', 'roles'], users = [], roles = [] } = allowed_mentions ?? {};
  return [...new Set(text.match(/@(?:everyone|here)|<@[!&]?\d+>/g) ?? [])].filter(mention => {
    const id = mention.replace(/\D/g, '');
    if (id === '') return parse.includes('everyone');
    return mention.includes('&')
      ? parse.includes('roles') || roles.includes(id)
      : parse.includes('users') || users.includes(id);
  });
}
