/** A connected platform that handles requests from chat by either transport, with a user. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Message } from '../../../../src/messages/message.ts';
import type { ChatRequest, ChatResponse, Form, Reply } from '../../../../src/platforms/chat-protocol.ts';
import type { Platform } from '../../../../src/platforms/platform.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { Person } from '../../../fakes/slack/user-actions.ts';
import { serveHandler } from '../../mounted-endpoint.ts';
import { setup } from '../setup.ts';

export const transports = ['Socket Mode', 'HTTP'] as const;
export type Transport = (typeof transports)[number];

export interface ConnectedBot {
  fake: FakeSlack;
  platform: Platform;
  ann: Person;
  /** All requests from chat. */
  requests: ChatRequest[];
  logged: string[];
  /** The request URL, for HTTP. */
  url: string | undefined;
  isMember(channel: string, person: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts the platform; `handle` answers each request, or throws. */
export async function setupBot(
  transport: Transport,
  handle: (request: ChatRequest) => ChatResponse | Promise<ChatResponse>,
): Promise<ConnectedBot> {
  const requests: ChatRequest[] = [];
  const { fake, platform, logged, close } = await setup(({ appToken, signingSecret }) => ({
    ...(transport === 'HTTP' ? { signingSecret } : { appToken }),
    async handleChat(request) {
      requests.push(request);
      return handle(request);
    },
  }));
  fake.people.set('U0ANN', { name: 'Ann' });
  await platform.start();
  const server = transport === 'HTTP' ? serveHandler(platform.handler) : null;
  if (server) await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = server ? `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` : undefined;
  return {
    fake,
    platform,
    ann: fake.person({ person: 'U0ANN', channel: 'C0456', ...(url && { url }) }),
    requests,
    logged,
    url,
    isMember: (channel, person) => platform.isMember?.(channel, person) ?? Promise.resolve(false),
    async close() {
      server?.closeAllConnections();
      server?.close();
      await close();
    },
  };
}

const say = (text: string): Message => ({
  title: [{ type: 'text', text }],
  color: null,
  blocks: [],
  buttons: [],
  mentions: [],
  footnote: [],
});

export const says = (text: string, more: Partial<Reply> = {}): Reply => ({ is: 'reply', message: say(text), ...more });

export const buttons = (...labels: string[]): Reply['controls'] => [
  { is: 'buttons', buttons: labels.map(label => ({ label, action: `press.${label.toLowerCase()}` })) },
];

export const ruleForm = (value = ''): Form => ({
  title: 'A rule',
  action: 'add.save|7',
  submit: 'Save',
  intro: 'What would you like to post here?',
  fields: [
    {
      name: 'on',
      label: 'When',
      is: 'select',
      choices: [
        { label: 'Missed call', value: 'call.missed' },
        { label: 'Recording', value: 'recording.ready' },
      ],
    },
    { name: 'if', label: 'Only if', is: 'text', optional: true, value },
  ],
});
