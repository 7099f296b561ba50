/** The Web API's methods, from arguments to Slack's response. */
import { history, replies } from './history.ts';
import type { Surfaces } from './surfaces.ts';
import { type FakePerson, userMethods } from './talk-api.ts';
import { refusalOf } from './validate.ts';
import type { Workspace } from './workspace.ts';

type Json = Record<string, unknown>;

/** Read for every request, so that tests can change it while the fake runs. */
export interface ApiState {
  team: string;
  /** Whether the bot token belongs to a whole organization: auth.test then names no workspace. */
  orgWide: boolean;
  botToken: string;
  appToken: string;
  /** Slack's error for the bot token; null while the token is valid. */
  tokenError: string | null;
  /** The scopes of the bot token. */
  scopes: string[];
  /** Channels the bot is not in; posting answers not_in_channel. */
  uninvited: Set<string>;
  /** Archived channels; posting answers is_archived. */
  archived: Set<string>;
  /** Whether the workspace's settings no longer allow edits; chat.update answers edit_window_closed. */
  editsClosed: boolean;
  /** Channels where a workspace preference keeps the bot from posting; answered restricted_action. */
  restricted: Set<string>;
  /** The mentions that a workspace preference reserves for others: `channel`, `everyone`, `here`, `usergroup`. */
  reserved: Set<string>;
  /** Channel names by id; the default is the id in lower case. */
  names: Map<string, string>;
  /** Users by id. */
  people: Map<string, FakePerson>;
  /** User ids by channel id. */
  members: Map<string, Set<string>>;
  /** The most channels of a user on one page. */
  memberPage: number;
}

const failed = (error: string, messages: string[] = []): Json => ({
  ok: false,
  error,
  ...(messages.length > 0 && { response_metadata: { messages: messages.map(text => `[ERROR] ${text}`) } }),
});

/** `socketUrl` is where Socket Mode connects to. */
export function createApi(state: ApiState, workspace: Workspace, surfaces: Surfaces, socketUrl: () => string) {
  const methods: Record<string, (args: Json) => Json> = {
    ...userMethods(state, surfaces),
    'auth.test': () => ({
      ok: true,
      url: 'https://acme.slack.com/',
      team: 'Acme',
      user: 'callboard',
      user_id: 'U0BOT',
      bot_id: 'B0BOT',
      is_enterprise_install: state.orgWide,
      ...(state.orgWide ? { enterprise_id: 'E0123' } : { team_id: state.team }),
    }),

    'chat.postMessage': args => {
      const channel = String(args.channel);
      if (state.uninvited.has(channel)) return failed('not_in_channel');
      if (state.archived.has(channel)) return failed('is_archived');
      // One code for both: https://github.com/slackhq/slack-api-docs/issues/85
      const mentioned = JSON.stringify(args.blocks ?? []).matchAll(/"(?:range|type)":"(\w+)"/g);
      if (state.restricted.has(channel) || [...mentioned].some(([, what = '']) => state.reserved.has(what)))
        return failed('restricted_action');
      const refusal = refusalOf(args);
      if (refusal) return failed(refusal.error, refusal.messages);
      const message = workspace.post(channel, args);
      const { thread_ts: _, ...posted } = args;
      const thread = message.threadTs ? { thread_ts: message.threadTs } : {};
      return { ok: true, channel, ts: message.ts, message: { type: 'message', ...posted, ...thread, ts: message.ts } };
    },

    // https://docs.slack.dev/reference/methods/chat.update#errors
    'chat.update': args => {
      const message = workspace.find(String(args.channel), String(args.ts));
      if (isHidden(String(args.channel))) return failed('channel_not_found');
      if (state.archived.has(String(args.channel))) return failed('is_inactive');
      if (!message || message.body.subtype === 'tombstone') return failed('message_not_found');
      if (state.editsClosed) return failed('edit_window_closed');
      const refusal = refusalOf(args);
      if (refusal) return failed(refusal.error, refusal.messages);
      const { text, blocks, attachments, metadata } = args;
      const changes = Object.entries({ text, blocks, attachments, metadata }).filter(
        ([, value]) => value !== undefined,
      );
      workspace.edit(message, Object.fromEntries(changes));
      return { ok: true, channel: args.channel, ts: message.ts, text };
    },

    'conversations.info': info,
    // Works for every conversation and needs no scope: https://docs.slack.dev/reference/methods/chat.getPermalink
    'chat.getPermalink': ({ channel, message_ts }) => {
      if (isHidden(String(channel))) return failed('channel_not_found');
      const found = workspace.find(String(channel), String(message_ts));
      return found
        ? { ok: true, channel, permalink: `https://acme.slack.com/archives/${channel}/p1` }
        : failed('message_not_found');
    },
    'conversations.history': args => unreadable(args) ?? history(workspace.messages(String(args.channel)), args),
    'conversations.replies': args => unreadable(args) ?? replies(workspace.messages(String(args.channel)), args),
    'apps.connections.open': () => ({ ok: true, url: socketUrl() }),
  };

  /** Private channels and other people's DMs without the bot are invisible to it. */
  const isHidden = (channel: string) => /^[GD]/.test(channel) && state.uninvited.has(channel);

  /** https://docs.slack.dev/reference/methods/conversations.info */
  function info(args: Json): Json {
    const id = String(args.channel);
    const needed = ({ D: 'im:read', G: 'groups:read' } as Record<string, string>)[id.charAt(0)] ?? 'channels:read';
    if (!state.scopes.includes(needed)) return { ...failed('missing_scope'), needed, provided: state.scopes.join(',') };
    if (isHidden(id)) return failed('channel_not_found');
    const name = state.names.get(id) ?? id.toLowerCase();
    const is_archived = state.archived.has(id);
    return { ok: true, channel: { id, name, is_archived, is_member: !state.uninvited.has(id) } };
  }

  /** Slack's error for reading the channel's history; null when the bot may read it. */
  function unreadable(args: Json): Json | null {
    if (state.uninvited.has(String(args.channel))) return failed('not_in_channel');
    const needed = String(args.channel).startsWith('G') ? 'groups:history' : 'channels:history';
    if (state.scopes.includes(needed)) return null;
    return { ...failed('missing_scope'), needed, provided: state.scopes.join(',') };
  }

  return function answer(method: string, token: string | null, args: Json): Json {
    const ofApp = method === 'apps.connections.open';
    if (token === null) return failed('not_authed');
    if (token !== (ofApp ? state.appToken : state.botToken)) return failed('invalid_auth');
    if (!ofApp && state.tokenError) return failed(state.tokenError);
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    return run ? run(args) : failed('unknown_method');
  };
}
