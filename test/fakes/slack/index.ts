/** A Slack to test against: real HTTP and WebSocket, refuses what Slack refuses, and can be told to fail. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Answer, createScript, type Script } from './answers.ts';
import { createApi } from './api.ts';
import { createFakeSocket, type FakeSocket } from './socket.ts';
import { createWorkspace, type FakeMessage } from './workspace.ts';

export interface FakeRequest {
  /** `chat.postMessage` */
  method: string;
  args: Record<string, unknown>;
  /** Milliseconds since 1970. */
  at: number;
}

export interface FakeSlack {
  /** The base for `SLACK_API_URL`. */
  url: string;
  team: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  requests: FakeRequest[];
  /** Channels the bot is not in. */
  uninvited: Set<string>;
  /** What auth.test says the token may do. */
  scopes: string[];
  next: Script['next'];
  socket: FakeSocket;
  messages(channel: string): FakeMessage[];
  /** What people would read there. */
  read(channel: string): string;
  close(): Promise<void>;
}

export async function startFakeSlack({ port = 0 }: { port?: number } = {}): Promise<FakeSlack> {
  const workspace = createWorkspace();
  const script = createScript();
  const server = createServer((request, response) => void serve(request, response));
  const socket = createFakeSocket(server);
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const fake: FakeSlack = {
    url: `http://${host}/api/`,
    team: 'T0123',
    botToken: 'xoxb-fake-bot-token',
    appToken: 'xapp-fake-app-token',
    signingSecret: 'fake-signing-secret',
    requests: [],
    uninvited: new Set(),
    scopes: ['chat:write', 'channels:history', 'groups:history'],
    next: script.next,
    socket,
    messages: workspace.messages,
    read: workspace.read,
    async close() {
      socket.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  const answer = createApi({ ...fake, workspace, socketUrl: () => `ws://${host}/link?ticket=fake` });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = new URL(request.url ?? '/', fake.url).pathname.replace('/api/', '');
    const args = readArguments(await text(request));
    fake.requests.push({ method, args, at: Date.now() });
    const scripted = script.take(method);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    if (scripted === undefined) return json(response, answer(method, token, args), fake.scopes);
    if (scripted === 'drop after') answer(method, token, args);
    misbehave(scripted, request, response);
  }

  return fake;
}

function misbehave(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'drop before' || answer === 'drop after') request.socket.destroy();
  else if ('error' in answer) json(response, { ok: false, error: answer.error, ...answer.more }, []);
  else if ('status' in answer) response.writeHead(answer.status).end(answer.body ?? 'upstream trouble');
  else {
    response.writeHead(429, answer.retryAfter === null ? {} : { 'retry-after': String(answer.retryAfter) });
    response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
  }
}

function json(response: ServerResponse, body: unknown, scopes: string[]): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': scopes.join(',') });
  response.end(JSON.stringify(body));
}

/** The SDK sends forms whose structured fields are JSON. */
function readArguments(body: string): Record<string, unknown> {
  const structured = /^(?:\{|\[|true$|false$)/;
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([key, value]) => [
      key,
      key !== 'text' && structured.test(value) ? JSON.parse(value) : value,
    ]),
  );
}
