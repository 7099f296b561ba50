/** The console's routes: preview messages as each platform shows them, health of the real channels, test webhooks. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { TestReach } from '../events/event.ts';
import type { SentTest } from '../operations/send-test.ts';
import type { ChatHandler } from '../platforms/chat-protocol.ts';
import type { Bodies } from '../sources/read-body.ts';
import type { PreviewMessage } from '../store/preview.ts';
import { canonicalTimezone } from '../util/timezone.ts';
import { readVersion } from '../util/version.ts';
import { createChatRoute } from './chat-route.ts';
import { createDocsPage } from './docs-page.ts';
import type { EventName, PageWhy } from './explain-for-page.ts';
import { createGuard, type GuardOptions } from './guard.ts';
import { createLive, readPosition } from './live.ts';
import { readLookalikeStyles, readStartPage, writeLookalikes } from './lookalikes.ts';
import type { RealChannel } from './real-channels.ts';

/** A sample to send as a test. */
export interface SampleChoice {
  source: string;
  /** The provider's name for people, with the source's if it has several: `CometChat (support)`. */
  title: string;
  trigger: string;
  type: string;
  /** Its meaning, unique in its source: `Missed call, busy`. */
  meaning: string;
  /** Its family: `Calls`. */
  group: string;
}

/** The page's state when it opens. */
export interface ConsoleState {
  channels: string[];
  samples: SampleChoice[];
  /** The webhook URLs of the sources. */
  endpoints: string[];
  isDemo: boolean;
  /** Callboard's version, `0.1.0`. */
  version: string;
}

interface ConsoleOptions extends GuardOptions {
  /** Reads request bodies. */
  bodies: Bodies;
  /** The preview channels' addresses, `preview:demo/calls`. */
  channels(): Promise<string[]>;
  /** A channel's messages after an id, the oldest first. */
  messages(channel: string, after: number): Promise<PreviewMessage[]>;
  /** Whether no platform token is set. */
  isDemo: boolean;
  /** The channels of all platforms but the preview. `hasTokens`: at least one of them is set up. */
  real(): Promise<{ hasTokens: boolean; channels: RealChannel[] }>;
  /** The webhook URL of a source, to copy. */
  webhookUrl(source: string): string;
  samples(): Promise<SampleChoice[]>;
  /** Sends a test webhook, or returns the reason why no source can accept it. */
  sendSample(source: string, trigger: string, reach: TestReach): Promise<SentTest | { problem: string }>;
  /** Explains why an event was or wasn't posted; null for an unknown event. `channel` is the shown one. */
  why(event: string, channel: string): Promise<PageWhy | null>;
  /** The events that a message of a channel reports: several for a batch, none once they are pruned. */
  messageEvents(channel: string, message: string): Promise<EventName[]>;
  /** Handles commands and presses on the page. */
  handleChat: ChatHandler;
  /** Aborted when the server stops. */
  stopping: AbortSignal;
}

/** The page's files, in page/. */
const files = [
  ...['page.js', 'dom.js', 'messages.js', 'samples.js', 'real-channels.js', 'appearance.js', 'listbox.js'],
  ...['chat.js', 'answers.js', 'command.js', 'dialog.js', 'fields.js', 'why.js', 'blocks.js', 'test-picker.js'],
  ...[
    'page.css',
    'chat.css',
    'dialog.css',
    'why.css',
    'blocks.css',
    'listbox.css',
    'lookalike.css',
    'docs.css',
    'icon.svg',
  ],
];

export function createConsole(options: ConsoleOptions): Router {
  const router = new Router();
  /** A channel's messages after an id, with times in the reader's zone. */
  const read = async ({ query }: Context, after: number) => {
    const timezone = readTimezone(query.zone);
    return (await options.messages(String(query.channel ?? ''), after)).map(({ id, message, postedAt }) => {
      return { id, looks: writeLookalikes(message, { postedAt, readAt: Date.now(), timezone }) };
    });
  };

  const version = readVersion();
  const live = createLive(options.stopping);
  router.use(createGuard(options));
  // PostgreSQL would fail on a NUL character in a query.
  router.use((context, next) => (/%00/.test(context.url) ? context.throw(400, 'Invalid address.') : next()));
  router.get('/', generated('html', readStartPage));
  router.get('/console/lookalikes.css', generated('css', readLookalikeStyles));
  for (const file of files) router.get(`/console/${file}`, page(file));

  router.get('/console/docs/:name', createDocsPage());

  router.get('/console/state', async context => {
    const samples = await options.samples();
    const endpoints = [...new Set(samples.map(({ source }) => source))].map(options.webhookUrl);
    context.body = {
      ...{ channels: await options.channels(), samples, endpoints },
      ...{ isDemo: options.isDemo, version },
    } satisfies ConsoleState;
  });
  router.get('/console/channels', async context => {
    context.body = await options.real();
  });
  router.get('/console/messages', async context => {
    context.body = await read(context, 0);
  });
  router.get('/console/live', async context => {
    live(context, after => read(context, after), readPosition(context));
  });
  router.get('/console/why', async context => {
    const { channel, message } = context.query;
    context.body = { events: await options.messageEvents(String(channel ?? ''), String(message ?? '')) };
  });
  router.get('/console/why/:event', async context => {
    const explanation = await options.why(context.params.event as string, String(context.query.channel ?? ''));
    if (!explanation) context.throw(404, 'Event not found.');
    context.body = explanation;
  });
  router.post('/console/samples/:source/:trigger', async context => {
    const { source = '', trigger = '' } = context.params;
    const sent = await options.sendSample(source, trigger, context.query.reach === 'real' ? 'real' : 'preview');
    if ('problem' in sent) context.throw(404, sent.problem);
    context.body = sent;
  });
  router.post(
    '/console/chat',
    createChatRoute({
      handleChat: options.handleChat,
      bodies: options.bodies,
      channels: options.channels,
      write: (message, { query }) =>
        writeLookalikes(message, { postedAt: Date.now(), timezone: readTimezone(query.zone) }),
    }),
  );
  return router;
}

/** A page's file with parts that depend on the platforms. */
function generated(type: string, read: () => Promise<string>): Middleware {
  return async context => {
    context.type = type;
    context.set('Cache-Control', 'no-cache');
    context.body = await read();
  };
}

function page(file: string): Middleware {
  const url = new URL(`./page/${file}`, import.meta.url);
  return async context => {
    context.type = extname(file);
    context.set('Cache-Control', 'no-cache');
    context.body = await readFile(url, 'utf8');
  };
}

/** The reader's time zone from the browser; undefined, the machine's own, if it is unknown. */
function readTimezone(name: unknown): string | undefined {
  return typeof name === 'string' ? canonicalTimezone(name) : undefined;
}
