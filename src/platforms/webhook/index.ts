/** The platform of outgoing webhooks: posts, replies and edits are signed requests to the operator's endpoints. */
import { hash } from 'node:crypto';
import type { Event } from '../../events/event.ts';
import type { Message } from '../../messages/message.ts';
import { counted } from '../../util/plural.ts';
import { createExpiringMap } from '../expiring-map.ts';
import { type Platform, PlatformError, type Ref } from '../platform.ts';
import type { Endpoint } from './endpoints.ts';
import { renderMessage } from './message/render.ts';
import { buildBody, type WebhookData } from './message/webhook-body.ts';
import { send } from './post/send.ts';

interface WebhookOptions {
  /** By name. */
  endpoints: ReadonlyMap<string, Endpoint>;
  /** Milliseconds before a request times out; default 15,000. */
  timeout?: number;
}

/** One webhook, before it is signed. */
interface Draft {
  channel: string;
  /** The `webhook-id`. */
  id: string;
  data: Pick<WebhookData, 'action' | 'id' | 'parent'>;
  message: Message;
  events?: readonly Event[];
}

/** The endpoint's name in a channel ID without the platform: `crm` of `crm/default`. */
const nameOf = (channel: string) => channel.split('/', 1)[0] ?? '';

/** A reply to a message that the receiver no longer has: it says so with `{"parent": null}`. */
const orphan = /^\s*\{\s*"parent"\s*:\s*null\s*[,}]/;

export function createWebhookPlatform({ endpoints, timeout }: WebhookOptions): Platform {
  /** The ends of the receivers' limits, by the kind of request and the channel. */
  const limits = createExpiringMap();
  const limitOf = (action: WebhookData['action'], channel: string) =>
    `${action === 'edit' ? 'edit' : 'post'} ${nameOf(channel)}`;

  async function deliver({ channel, id, data, message, events = [] }: Draft): Promise<string> {
    const name = nameOf(channel);
    const endpoint = endpoints.get(name);
    if (!endpoint) {
      throw new PlatformError(
        'channel',
        'unknown_endpoint',
        `Endpoint ${name} isn't in WEBHOOK_ENDPOINTS. Add it there.`,
      );
    }
    const all = { ...data, channel: `webhook:${channel}`, message: renderMessage(message), events: [] };
    const body = JSON.stringify(buildBody(all, events, Date.now()));
    try {
      return await send({ name, endpoint, id, action: data.action, body }, timeout);
    } catch (error) {
      const wait = error instanceof PlatformError && error.kind === 'rate_limited' ? error.retryAfter : null;
      if (wait !== null) limits.set(limitOf(data.action, channel), Date.now() + wait, Date.now());
      throw error;
    }
  }

  /** The receiver recognizes a webhook-id, so a message that is sent again has the same one. */
  const idOf = (nonce: string): Ref => `msg_${nonce}`;

  return {
    name: 'webhook',
    start: async () => {},
    stop: async () => {},
    readyAt: (channel, edited) => limits.get(limitOf(edited === undefined ? 'post' : 'edit', channel)),
    isReady: channel => limits.get(limitOf('post', channel)) <= Date.now(),
    async post({ channel, message, nonce, events }) {
      const id = idOf(nonce);
      await deliver({ channel, id, message, data: { action: 'post', id, parent: null }, ...(events && { events }) });
      return id;
    },
    async reply({ channel, message, nonce, parent, events }) {
      const id = idOf(nonce);
      const draft = { channel, id, message, data: { action: 'reply', id, parent } } as const;
      const answer = await deliver({ ...draft, ...(events && { events }) });
      return { ref: id, parent: orphan.test(answer) ? id : parent };
    },
    async edit({ channel, ref, message, nonce }) {
      // The same edit has the same ID. The nonce sets apart a later edit that goes back to earlier content, and the content
      // sets apart an edit that is rendered again after a crash.
      const id = hash('sha256', JSON.stringify([nonce, renderMessage(message)])).slice(0, 32);
      await deliver({ channel, id: `edit_${id}`, message, data: { action: 'edit', id: ref, parent: null } });
    },
    // A webhook can't be looked up. Sending it again is safe, because the receiver recognizes its ID.
    find: async () => null,
    findReply: async () => null,
    probe: async () => {},
    findChannelName: async channel => nameOf(channel),
    findPostingProblem: async channel =>
      endpoints.has(nameOf(channel)) ? null : { text: `Endpoint ${nameOf(channel)} isn't in WEBHOOK_ENDPOINTS.` },
    diagnose: async () => [
      {
        ok: true,
        text: `Webhook delivery: ${counted(endpoints.size, 'endpoint')} (${[...endpoints.keys()].join(', ')}).`,
      },
    ],
  };
}
