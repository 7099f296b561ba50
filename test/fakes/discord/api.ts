/** The routes of Discord's HTTP API that Callboard uses. */
import type { Channels, FakeMessage } from './channels.ts';
import { validate } from './validate.ts';

export interface Reply {
  status: number;
  body: object;
}

export interface ApiOptions {
  channels: Channels;
  token: string;
  user: object;
  application: object;
  /** Channels the bot may not see. */
  hidden: Set<string>;
  gateway: { url(): string; down: boolean };
}

const apiError = (status: number, code: number, message: string, more: object = {}): Reply => ({
  status,
  body: { code, message, ...more },
});

/** Answers `GET /users/@me` and the like. */
export function createApi({ channels, token, user, application, hidden, gateway }: ApiOptions) {
  const ok = (body: object): Reply => ({ status: 200, body });

  return (method: string, path: string, authorization: string | undefined, body: unknown): Reply => {
    if (authorization !== `Bot ${token}`) return apiError(401, 0, '401: Unauthorized');
    if (path === '/users/@me') return ok(user);
    if (path === '/oauth2/applications/@me') return ok(application);
    if (path === '/gateway/bot') return gatewayBot();
    const [, channel, message] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? [];
    if (channel === undefined) return apiError(404, 0, '404: Not Found');
    if (hidden.has(channel)) return apiError(403, 50001, 'Missing Access');
    return message === undefined ? createOrList(method, channel, body) : oneMessage(method, channel, message, body);
  };

  function gatewayBot(): Reply {
    if (gateway.down) return { status: 503, body: {} };
    const limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 };
    return ok({ url: gateway.url(), shards: 1, session_start_limit: limit });
  }

  function createOrList(method: string, channel: string, body: unknown): Reply {
    if (method !== 'POST')
      return ok(
        channels
          .messages(channel)
          .map(each => show(channel, each))
          .reverse(),
      );
    const valid = validate('create', body);
    if ('errors' in valid) return apiError(400, 50035, 'Invalid Form Body', valid);
    const reference = valid.body.message_reference;
    if (reference && reference.fail_if_not_exists !== false && !channels.find(channel, reference.message_id)) {
      const errors = {
        message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
      };
      return apiError(400, 50035, 'Invalid Form Body', { errors });
    }
    return ok(show(channel, channels.create(channel, valid.body)));
  }

  function oneMessage(method: string, channel: string, id: string, body: unknown): Reply {
    const message = channels.find(channel, id);
    if (!message) return apiError(404, 10008, 'Unknown Message');
    if (method !== 'PATCH') return ok(show(channel, message));
    const valid = validate('edit', body);
    if ('errors' in valid) return apiError(400, 50035, 'Invalid Form Body', valid);
    return ok(show(channel, channels.edit(message, valid.body)));
  }

  function show(channel: string, { id, body, edited }: FakeMessage): object {
    const { components, flags, nonce } = body;
    return {
      id,
      type: 0,
      channel_id: channel,
      author: user,
      content: '',
      components,
      flags,
      nonce,
      edited_timestamp: edited || null,
    };
  }
}
