/** The console without a server behind it: requests of the page are recorded, and `answer` sets the response. */
import Koa from 'koa';
import { pino } from 'pino';
import { createConsole } from '../../src/console/console.ts';
import type { EventName, PageWhy } from '../../src/console/explain-for-page.ts';
import type { RealChannel } from '../../src/console/real-channels.ts';
import type { Block, Message } from '../../src/messages/message.ts';
import type { ChatRequest, ChatResponse, Reply } from '../../src/platforms/chat-protocol.ts';
import { createBodies } from '../../src/sources/read-body.ts';
import type { PreviewMessage } from '../../src/store/preview.ts';

export const channels = ['preview:demo/calls', 'preview:demo/other'];

const samples = ['call_unanswered', 'call_busy'].map(trigger => {
  return {
    ...{ source: 'cometchat', title: 'CometChat', group: 'Calls' },
    trigger,
    type: 'call.missed',
    meaning: trigger,
  };
});

export interface Stage {
  readonly url: string;
  /** Requests so far, without completions. */
  readonly requests: ChatRequest[];
  /** Messages in `#calls`, posted before or after the page is opened. */
  readonly posted: PreviewMessage[];
  /** The reasons for every event. */
  why: PageWhy | null;
  /** The events of every message, unless it is the one of `why`. */
  covers?: EventName[];
  /** The channels in Slack and Discord that the page lists. */
  real: RealChannel[];
  /** Sets the response to the next and all following requests. */
  answer: (input: ChatRequest['input']) => ChatResponse | Promise<ChatResponse>;
  stop(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const stopping = new AbortController();
  const posted: PreviewMessage[] = [];
  const requests: ChatRequest[] = [];
  const koa = new Koa();
  koa.silent = true;
  const server = koa
    .use(
      createConsole({
        access: { by: 'machine' },
        log: pino({ level: 'silent' }),
        bodies: createBodies(),
        isDemo: false,
        channels: async () => channels,
        messages: async (channel, after) => posted.filter(each => channel.endsWith(each.channel) && each.id > after),
        real: async () => ({ hasTokens: stage.real.length > 0, channels: stage.real }),
        webhookUrl: source => `https://calls.example.com/webhooks/${source}`,
        samples: async () => samples,
        sendSample: async () => ({ problem: 'Test webhook not found.' }),
        why: async () => stage.why,
        messageEvents: async () => stage.covers ?? (stage.why ? [stage.why.event] : []),
        handleChat: async request => {
          if (request.input.is !== 'completion') requests.push(request);
          return stage.answer(request.input);
        },
        stopping: stopping.signal,
      }).routes(),
    )
    .listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const stage: Stage = {
    url: `http://localhost:${(server.address() as { port: number }).port}`,
    requests,
    posted,
    real: [],
    why: null,
    answer: () => ({ is: 'nothing' }),
    stop() {
      stopping.abort();
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
  return stage;
}

export function messageOf(title: string, ...lines: string[]): Message {
  const blocks = lines.map((text): Block => ({ type: 'paragraph', content: [{ type: 'text', text }] }));
  return { title: [{ type: 'text', text: title }], color: null, blocks, buttons: [], mentions: [], footnote: [] };
}

/** Reasons of each shape: a channel that posted, one that skipped, one on hold. */
export function whyOf(title: string): PageWhy {
  const { title: outcome, blocks } = messageOf('No rule matched.', `Notes on ${title}`);
  const code = { type: 'text', text: 'call.*', style: { code: true } } as const;
  const list: Block = { type: 'list', ordered: true, depth: 0, items: [[code], [{ type: 'text', text: title }]] };
  const time = { type: 'time', at: 1, format: 'datetime', fallback: '' } as const;
  const strong = { type: 'text', text: 'Posted', style: { bold: true } } as const;
  const details = [...blocks, list];
  return {
    event: { id: 'evt_1', type: 'call.missed', title },
    rulesChecked: true,
    about: blocks,
    channels: [
      { channel: 'preview:demo/calls', state: 'posted', outcome: [strong, ...outcome, time], details },
      { channel: 'preview:demo/other', state: 'skipped', outcome, details },
      { channel: 'slack:T1/C1', state: 'on-hold', outcome: [strong], details },
    ],
  };
}

export function replyOf(title: string, more: Partial<Reply> = {}): Reply {
  return { is: 'reply', message: messageOf(title), ...more };
}

export function postOf(id: number, title: string): PreviewMessage {
  const message = messageOf(title);
  return { id, channel: 'demo/calls', nonce: `n${id}`, message, replyTo: null, postedAt: 0, editedAt: null };
}
