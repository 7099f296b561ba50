/** A Discord to test against: real HTTP and WebSocket, refuses what Discord refuses, and can be told to fail. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Answer, createScript, type Script } from './answers.ts';
import { createApi, type Reply } from './api.ts';
import { createChannels, type FakeMessage } from './channels.ts';
import { createGateway, type FakeGateway } from './gateway.ts';

export interface FakeRequest {
  method: string;
  /** Without the version: `/channels/1/messages`. */
  path: string;
  body: unknown;
  /** Milliseconds since 1970. */
  at: number;
}

export interface FakeDiscord {
  /** The base for `DISCORD_API_URL`. */
  url: string;
  token: string;
  applicationId: string;
  /** 64 hex digits, what the application page shows. */
  publicKey: string;
  /** Every request as it came. */
  requests: FakeRequest[];
  /** Channels the bot may not see, by id. */
  hidden: Set<string>;
  next: Script['next'];
  gateway: FakeGateway;
  messages(channel: string): FakeMessage[];
  /** What people would read in the channel of this id. */
  read(channel: string): string;
  close(): Promise<void>;
}

const user = { id: '900000000000000001', username: 'Callboard', discriminator: '0', avatar: null, bot: true };

export async function startFakeDiscord({ port = 0 }: { port?: number } = {}): Promise<FakeDiscord> {
  const channels = createChannels();
  const script = createScript();
  const token = 'fake.discord.token';
  const publicKey = 'ab'.repeat(32);
  const application = { id: '900000000000000002', name: 'Callboard', verify_key: publicKey };
  const server = createServer((request, response) => void serve(request, response));
  const gateway = createGateway(server, token, user);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fake: FakeDiscord = {
    url: `http://${host}/api`,
    token,
    applicationId: application.id,
    publicKey,
    requests: [],
    hidden: new Set(),
    next: script.next,
    gateway,
    messages: channels.messages,
    read: channels.read,
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  const gatewayInfo = {
    url: () => `ws://${host}/gateway`,
    get down() {
      return gateway.down;
    },
  };
  const answer = createApi({ channels, token, user, application, hidden: fake.hidden, gateway: gatewayInfo });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const path = new URL(request.url ?? '/', fake.url).pathname.replace('/api/v10', '');
    const raw = await text(request);
    const body: unknown = raw === '' ? null : JSON.parse(raw);
    fake.requests.push({ method, path, body, at: Date.now() });
    const reply = () => answer(method, path, request.headers.authorization, body);
    const scripted = script.take(`${method} ${path}`);
    if (scripted === undefined) send(response, reply());
    else misbehave(scripted, response, reply);
  }

  return fake;
}

/** The bucket of a channel's messages, never exhausted: https://docs.discord.com/developers/topics/rate-limits */
const bucket = {
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': '4',
  'x-ratelimit-reset-after': '1',
  'x-ratelimit-bucket': 'fake',
};

function send(response: ServerResponse, { status, body }: Reply, headers: Record<string, string> = bucket): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function misbehave(answer: Answer, response: ServerResponse, reply: () => Reply): void {
  if (answer === 'hang') return;
  if (answer === 'hang after') {
    reply();
    response.writeHead(200, { 'content-type': 'application/json', ...bucket }).flushHeaders();
  } else if (answer === 'drop before') response.socket?.destroy();
  else if (answer === 'drop after') {
    reply();
    response.socket?.destroy();
  } else if ('ban' in answer) response.writeHead(429, { 'retry-after': String(answer.ban) }).end('<html>banned</html>');
  else if ('retryAfter' in answer) limitRate(answer.retryAfter, answer.global === true, response);
  else if ('text' in answer) response.writeHead(answer.status, { 'content-type': 'text/html' }).end(answer.text);
  else send(response, { status: answer.status, body: { code: answer.code, message: answer.message ?? 'scripted' } });
}

function limitRate(seconds: number, global: boolean, response: ServerResponse): void {
  const scope: Record<string, string> = global
    ? { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' }
    : {
        ...bucket,
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset-after': String(seconds),
        'x-ratelimit-scope': 'user',
      };
  const body = { message: 'You are being rate limited.', retry_after: seconds, global };
  send(response, { status: 429, body }, { ...scope, 'retry-after': String(Math.ceil(seconds)) });
}
