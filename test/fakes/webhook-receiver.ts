/** A receiver of outgoing webhooks: it verifies signatures, recognizes IDs, and shows the messages as a person would. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { standard } from '../../src/sources/providers/standard/index.ts';
import { type Reply, send, type Trouble } from './trouble.ts';

export interface ReceivedWebhook {
  id: string;
  body: {
    type: string;
    data: {
      action: 'post' | 'reply' | 'edit';
      id: string;
      parent: string | null;
      channel: string;
      message: { title: string; text: string; links: unknown[] };
      events: Record<string, unknown>[];
    };
  };
}

/** An answer in place of the receiver's own, or a network failure. */
export type NextAnswer = { status: number; headers?: Record<string, string>; body?: string } | Trouble;

export interface WebhookReceiver {
  url: string;
  /** Every authentic request, also repeated ones. */
  received: ReceivedWebhook[];
  /** The messages with their texts, each reply below its parent. */
  read(): string;
  remove(id: string): void;
  /** Disturbs the next request with this action. */
  next(action: string, answer: NextAnswer): void;
  close(): Promise<void>;
}

interface Shown {
  id: string;
  parent: string | null;
  text: string;
}

export async function startWebhookReceiver(secret: string): Promise<WebhookReceiver> {
  const verify = standard.createVerify({ secret });
  const received: ReceivedWebhook[] = [];
  const seen = new Map<string, Reply>();
  const shown: Shown[] = [];
  const next = new Map<string, NextAnswer>();
  const server = createServer((request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = Buffer.concat(await request.toArray());
    const verdict = await verify({ headers: request.headers, body: raw });
    if (verdict.is !== 'authentic') return void response.writeHead(401).end();
    const webhook = { id: verdict.id ?? '', body: JSON.parse(raw.toString()) } as ReceivedWebhook;
    received.push(webhook);
    const { action } = webhook.body.data;
    const answer = next.get(action);
    next.delete(action);
    if (typeof answer === 'object') {
      return void response.writeHead(answer.status, answer.headers).end(answer.body ?? '{}');
    }
    if (answer === 'hang') return;
    if (answer === 'drop before') return void response.socket?.destroy();
    const own = once(webhook);
    if (answer === 'drop after') return void response.socket?.destroy();
    if (answer === 'half after') {
      response.writeHead(own.status, { 'content-length': '100' });
      return void response.write('{"half": ', () => response.socket?.end());
    }
    send(response, own);
  }

  function once(webhook: ReceivedWebhook): Reply {
    const known = seen.get(webhook.id);
    if (known) return known;
    const answer = show(webhook.body.data);
    seen.set(webhook.id, answer);
    return answer;
  }

  function show({ action, id, parent, message }: ReceivedWebhook['body']['data']): Reply {
    const ok = (body: object) => ({ status: 200, headers: {}, body: JSON.stringify(body) });
    const text = `${message.title}\n${message.text}`;
    const at = shown.findIndex(one => one.id === id);
    if (action === 'edit') {
      if (!shown[at]) return { status: 404, headers: {}, body: '' };
      shown[at].text = text;
      return ok({});
    }
    const above = shown.findLastIndex(one => one.id === parent || one.parent === parent);
    if (action === 'reply' && above >= 0) shown.splice(above + 1, 0, { id, parent, text });
    else shown.push({ id, parent: null, text });
    return ok(action === 'reply' && above < 0 ? { parent: null } : {});
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    read: () => shown.map(({ text }) => text).join('\n'),
    remove: id =>
      void shown.splice(
        shown.findIndex(one => one.id === id),
        1,
      ),
    next: (action, answer) => void next.set(action, answer),
    close() {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}
