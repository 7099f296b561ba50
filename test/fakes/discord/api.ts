/** The routes of Discord's HTTP API that Callboard uses. */
import type { Channels, FakeMessage } from './channels.ts';
import { history } from './history.ts';
import type { Interactions } from './interactions.ts';
import { answerServerRequest, type FakeServer } from './servers.ts';
import { check, validate } from './validate.ts';
import { type Command, commands } from './validate-forms.ts';

/** A status and a JSON body. */
export interface ApiAnswer {
  status: number;
  body: object;
}

/** Read for every request, so that tests can change it while the fake runs. */
export interface ApiState {
  token: string;
  /** Whether the token is rejected. */
  revoked: boolean;
  /** Ids of channels that the bot can't see. */
  hidden: Set<string>;
  /** Ids of channels whose message history the bot can't read. */
  unreadable: Set<string>;
  /** The servers that the bot is in. */
  guilds: FakeGuild[];
  /** Milliseconds for which a nonce is remembered. */
  nonceFor: number;
  /** The application's Interactions Endpoint URL; undefined leaves the field out of the response. */
  endpoint: string | null | undefined;
  /** The commands registered for all servers. */
  commands: Command[];
  /** By id. */
  servers: Map<string, FakeServer>;
}

interface FakeGuild {
  id: string;
  name: string;
  /** The permissions of the bot's roles, without the overwrites of channels: https://docs.discord.com/developers/topics/permissions */
  permissions: string;
}

export interface ApiRequest {
  method: string;
  /** Without the version: `/channels/1/messages`. */
  path: string;
  query: Record<string, string>;
  body: unknown;
}

interface ApiOptions {
  channels: Channels;
  user: object;
  application: { id: string };
  interactions: Interactions;
  gateway: { url(): string; down: boolean };
}

const apiError = (status: number, code: number, message: string, more: object = {}): ApiAnswer => ({
  status,
  body: { code, message, ...more },
});

/** Answers `GET /users/@me` and the like. */
export function createApi(state: ApiState, { channels, user, application, interactions, gateway }: ApiOptions) {
  const ok = (body: object): ApiAnswer => ({ status: 200, body });

  return (request: ApiRequest, authorization: string | undefined): ApiAnswer => {
    const { method, path } = request;
    const interactionAnswer = interactions.carryOut(request);
    if (interactionAnswer) return interactionAnswer;
    if (state.revoked || authorization !== `Bot ${state.token}`) return apiError(401, 0, '401: Unauthorized');
    if (path === '/users/@me') return ok(user);
    if (path === '/users/@me/guilds') return ok(state.guilds);
    if (path === '/oauth2/applications/@me') return ok({ ...application, interactions_endpoint_url: state.endpoint });
    if (path === '/gateway/bot') return gatewayBot();
    if (path === `/applications/${application.id}/commands`) return commandsOf(method, request.body);
    const serverAnswer = answerServerRequest(state.servers, request);
    if (serverAnswer) return serverAnswer;
    const [, channel, message] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? [];
    if (channel === undefined) return apiError(404, 0, '404: Not Found');
    if (state.hidden.has(channel)) return apiError(403, 50001, 'Missing Access');
    if (message !== undefined) return oneMessage(method, channel, message, request.body);
    return method === 'POST' ? create(channel, request.body) : list(channel, request.query);
  };

  /** Discord adds ids and defaults to each command. */
  function commandsOf(method: string, body: unknown): ApiAnswer {
    if (method === 'PUT') {
      const valid = check(commands, body);
      if ('errors' in valid) return apiError(400, 50035, 'Invalid Form Body', valid);
      state.commands = valid.body;
    }
    const more = { application_id: application.id, version: '1', nsfw: false, dm_permission: true };
    const defaults = { description: '', default_member_permissions: null };
    return ok(
      state.commands.map((command, index) => ({ id: `40000000000000000${index}`, ...more, ...defaults, ...command })),
    );
  }

  function gatewayBot(): ApiAnswer {
    if (gateway.down) return { status: 503, body: {} };
    const limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 };
    return ok({ url: gateway.url(), shards: 1, session_start_limit: limit });
  }

  function list(channel: string, query: Record<string, string>): ApiAnswer {
    const page = history(channels.messages(channel), query);
    if (!page) return apiError(400, 50035, 'Invalid Form Body');
    return ok(state.unreadable.has(channel) ? [] : page.map(message => show(channel, message)));
  }

  function create(channel: string, body: unknown): ApiAnswer {
    const valid = validate('create', body);
    if ('errors' in valid) return apiError(400, 50035, 'Invalid Form Body', valid);
    const reference = valid.body.message_reference;
    if (reference && reference.fail_if_not_exists !== false && !channels.find(channel, reference.message_id)) {
      const errors = {
        message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
      };
      return apiError(400, 50035, 'Invalid Form Body', { errors });
    }
    const message = channels.create(channel, valid.body, state.nonceFor);
    // Only this response and the gateway contain the nonce; Discord doesn't store it: https://github.com/Rapptz/discord.py/issues/2451
    return ok({ ...show(channel, message), nonce: message.body.nonce });
  }

  function oneMessage(method: string, channel: string, id: string, body: unknown): ApiAnswer {
    const message = channels.find(channel, id);
    if (!message) return apiError(404, 10008, 'Unknown Message');
    if (method !== 'PATCH') return ok(show(channel, message));
    const valid = validate('edit', body);
    if ('errors' in valid) return apiError(400, 50035, 'Invalid Form Body', valid);
    return ok(show(channel, channels.edit(message, valid.body)));
  }

  /** The types are 0 for a message and 19 for a reply: https://docs.discord.com/developers/resources/message#message-object-message-types */
  function show(channel: string, { id, at, body, edited, replyTo }: FakeMessage): object {
    const { components, flags } = body;
    const reference = { message_reference: { type: 0, channel_id: channel, message_id: replyTo } };
    return {
      id,
      type: replyTo === null ? 0 : 19,
      ...(replyTo !== null && reference),
      channel_id: channel,
      author: user,
      content: '',
      timestamp: new Date(at).toISOString(),
      components,
      flags,
      edited_timestamp: edited || null,
    };
  }
}
