/** The web page: what the preview channels show, as it looks in Slack and in Discord, and a control that sends samples. */
import { readFile } from 'node:fs/promises';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { PreviewMessage } from '../store/preview.ts';
import { createGuard } from './guard.ts';
import { streamLive } from './live.ts';
import { discordHtml } from './looks/discord.ts';
import { slackHtml } from './looks/slack.ts';

/** A sample that can be sent. */
export interface SampleChoice {
  source: string;
  trigger: string;
  type: string;
  /** What it means, one plain sentence. */
  meaning: string;
}

export interface ConsoleOptions {
  password: string | null;
  /** The preview channels' addresses, `preview:demo/calls`. */
  channels(): Promise<string[]>;
  /** What a channel shows after a message's id, the oldest first. */
  messages(channel: string, after: number): Promise<PreviewMessage[]>;
  /** The bodies that Slack and Discord would be sent. */
  shape(message: PreviewMessage): { slack: unknown; discord: unknown };
  samples: readonly SampleChoice[];
  /** Sends one through the real receiver; null when there is no such sample. */
  sendSample(source: string, trigger: string): Promise<{ status: number; answer: unknown } | null>;
  /** Why an event was or was not told, channel by channel; null when there is no such event. */
  why(event: string): Promise<string[] | null>;
}

export function createConsole(options: ConsoleOptions): Router {
  const router = new Router();
  const look = (message: PreviewMessage) => {
    const { slack, discord } = options.shape(message);
    const { id, postedAt } = message;
    return { id, slack: slackHtml(slack, { postedAt }), discord: discordHtml(discord, { postedAt }) };
  };

  router.use(createGuard(options.password));
  router.get('/', page('index.html', 'html'));
  for (const file of ['page.js', 'page.css']) router.get(`/console/${file}`, page(file, file.split('.')[1] as string));
  router.get('/console/looks.css', page('../looks.css', 'css'));

  router.get('/console/state', async context => {
    context.body = { channels: await options.channels(), samples: options.samples };
  });
  router.get('/console/messages', async context => {
    const channel = String(context.query.channel ?? '');
    context.body = (await options.messages(channel, 0)).map(look);
  });
  router.get('/console/live', async context => {
    const channel = String(context.query.channel ?? '');
    const newer = async (id: number) => (await options.messages(channel, id)).map(look);
    // A browser that lost the connection says how far it had come.
    streamLive(context, newer, Number(context.query.after ?? 0));
  });
  router.get('/console/why/:event', async context => {
    const lines = await options.why(context.params.event as string);
    if (!lines) context.throw(404, 'There is no such event.');
    context.body = { lines };
  });
  router.post('/console/samples/:source/:trigger', async context => {
    const sent = await options.sendSample(context.params.source as string, context.params.trigger as string);
    if (!sent) context.throw(404, 'There is no such sample.');
    context.body = sent;
  });
  return router;
}

function page(file: string, type: string): Middleware {
  const url = new URL(`./page/${file}`, import.meta.url);
  return async context => {
    context.type = type;
    context.set('Cache-Control', 'no-cache');
    context.body = await readFile(url, 'utf8');
  };
}
