/** The Web API's methods: arguments in, Slack's answer out. */
import { refusalOf } from './validate.ts';
import type { Workspace } from './workspace.ts';

type Json = Record<string, unknown>;

export interface ApiOptions {
  workspace: Workspace;
  team: string;
  botToken: string;
  appToken: string;
  /** Where Socket Mode connects to. */
  socketUrl: () => string;
  /** Channels the bot is not in; posting answers not_in_channel. */
  uninvited: Set<string>;
}

const failed = (error: string, messages: string[] = []): Json => ({
  ok: false,
  error,
  ...(messages.length > 0 && { response_metadata: { messages: messages.map(text => `[ERROR] ${text}`) } }),
});

export function createApi(options: ApiOptions) {
  const { workspace, team } = options;

  const methods: Record<string, (args: Json) => Json> = {
    'auth.test': () => ({
      ok: true,
      url: 'https://acme.slack.com/',
      team: 'Acme',
      user: 'callboard',
      team_id: team,
      user_id: 'U0BOT',
      bot_id: 'B0BOT',
      is_enterprise_install: false,
    }),

    'chat.postMessage': args => {
      const channel = String(args.channel);
      if (options.uninvited.has(channel)) return failed('not_in_channel');
      const refusal = refusalOf(args);
      if (refusal) return failed(refusal.error, refusal.messages);
      const message = workspace.post(channel, args);
      return { ok: true, channel, ts: message.ts, message: { type: 'message', ...args, ts: message.ts } };
    },

    'chat.update': args => {
      const message = workspace.find(String(args.channel), String(args.ts));
      if (!message) return failed('message_not_found');
      const refusal = refusalOf(args);
      if (refusal) return failed(refusal.error, refusal.messages);
      const { text, blocks, attachments, metadata } = args;
      const given = Object.entries({ text, blocks, attachments, metadata }).filter(([, value]) => value !== undefined);
      workspace.edit(message, Object.fromEntries(given));
      return { ok: true, channel: args.channel, ts: message.ts, text };
    },

    'conversations.history': args => {
      const oldest = Number(args.oldest ?? 0);
      const found = workspace
        .messages(String(args.channel))
        .filter(message => message.threadTs === null && Number(message.ts) > oldest);
      return { ok: true, messages: history(found, args), has_more: false };
    },

    'conversations.replies': args => {
      const found = workspace
        .messages(String(args.channel))
        .filter(message => message.ts === args.ts || message.threadTs === args.ts);
      return { ok: true, messages: history(found, args).reverse(), has_more: false };
    },

    'apps.connections.open': () => ({ ok: true, url: options.socketUrl() }),
  };

  /** Newest first, metadata only when asked for, as Slack does. */
  const history = (found: ReturnType<Workspace['messages']>, args: Json): Json[] =>
    found
      .map(({ ts, threadTs, body }) => ({
        type: 'message',
        ts,
        text: body.text,
        blocks: body.blocks,
        attachments: body.attachments,
        bot_id: 'B0BOT',
        ...(threadTs && { thread_ts: threadTs }),
        ...(args.include_all_metadata === true && { metadata: body.metadata }),
      }))
      .reverse();

  return function answer(method: string, token: string | null, args: Json): Json {
    const wanted = method === 'apps.connections.open' ? options.appToken : options.botToken;
    if (token === null) return failed('not_authed');
    if (token !== wanted) return failed('invalid_auth');
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    return run ? run(args) : failed('unknown_method');
  };
}
