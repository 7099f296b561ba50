/** The console alone, answered by a test: what the page asks is kept, and `answer` says what it gets. */
import Koa from 'koa';
import { pino } from 'pino';
import { createConsole } from '../../src/console/console.ts';
import type { RealChannel } from '../../src/console/real-channels.ts';
import type { Block, Message } from '../../src/messages/message.ts';
import type { ChatRequest, ChatResponse, Reply } from '../../src/platforms/chat-protocol.ts';
import { platformDescriptors } from '../../src/platforms/index.ts';
import { createBodies } from '../../src/sources/read-body.ts';
import type { PreviewMessage } from '../../src/store/preview.ts';

export const channels = ['preview:demo/calls', 'preview:demo/other'];

export interface Stage {
  readonly url: string;
  /** What was asked so far, but for completions. */
  readonly asked: ChatRequest[];
  /** What is posted in `#calls`, before the page is opened or while it is. */
  readonly posted: PreviewMessage[];
  /** The channels in Slack and Discord that the page lists. */
  real: RealChannel[];
  /** Answers what is asked next, and all that follows. */
  answer: (input: ChatRequest['input']) => ChatResponse | Promise<ChatResponse>;
  stop(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const stopping = new AbortController();
  const posted: PreviewMessage[] = [];
  const asked: ChatRequest[] = [];
  const koa = new Koa();
  koa.silent = true;
  const server = koa
    .use(
      createConsole({
        access: { by: 'machine' },
        log: pino({ level: 'silent' }),
        bodies: createBodies(),
        channels: async () => channels,
        messages: async (channel, after) => posted.filter(each => channel.endsWith(each.channel) && each.id > after),
        shape: ({ message }) => ({
          slack: platformDescriptors.slack.render(message),
          discord: platformDescriptors.discord.render(message),
        }),
        real: async () => ({ hasTokens: stage.real.length > 0, channels: stage.real }),
        webhookUrl: source => `https://calls.example.com/webhooks/${source}`,
        samples: () => [],
        sendSample: async () => null,
        why: async () => null,
        handleChat: async request => {
          if (request.input.is !== 'completion') asked.push(request);
          return stage.answer(request.input);
        },
        stopping: stopping.signal,
      }).routes(),
    )
    .listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const stage: Stage = {
    url: `http://localhost:${(server.address() as { port: number }).port}`,
    asked,
    posted,
    real: [],
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

export function replyOf(title: string, more: Partial<Reply> = {}): Reply {
  return { is: 'reply', message: messageOf(title), ...more };
}

export function postOf(id: number, title: string): PreviewMessage {
  const message = messageOf(title);
  return { id, channel: 'demo/calls', nonce: `n${id}`, message, replyTo: null, postedAt: 0, editedAt: null };
}
