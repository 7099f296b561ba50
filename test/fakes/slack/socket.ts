/** Socket Mode's server side: https://docs.slack.dev/apis/events-api/using-socket-mode */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

export interface FakeSocket {
  /** The number of connected clients. */
  connections(): number;
  /** Sends an envelope to a client and resolves with its acknowledgement; rejects when the connection ends before. */
  send(type: string, payload: Record<string, unknown>): Promise<unknown>;
  /** Sends any text to a client, without waiting for an acknowledgement. */
  frame(text: string): Promise<void>;
  /** Waits until a client is connected. */
  connected(): Promise<void>;
  /** Requests that the clients reconnect, as Slack does every few hours. */
  recycle(): void;
  /** Cuts the connections without a close frame. */
  cut(): void;
  /** While true, each connection is ended right after its hello. */
  hangsUp: boolean;
  /** While true, connections get no hello. */
  silent: boolean;
}

export function createFakeSocket(server: Server): FakeSocket {
  const sockets = new WebSocketServer({ server, path: '/link' });
  let envelopes = 0;

  sockets.on('connection', socket => {
    if (!fake.silent) socket.send(JSON.stringify({ type: 'hello', num_connections: sockets.clients.size }));
    if (fake.hangsUp) socket.close();
  });

  async function anyClient(): Promise<WebSocket> {
    for (const client of sockets.clients) if (client.readyState === client.OPEN) return client;
    const [client] = await once(sockets, 'connection');
    return client;
  }

  const fake: FakeSocket = {
    hangsUp: false,
    silent: false,
    connections: () => [...sockets.clients].filter(client => client.readyState === client.OPEN).length,
    async send(type, payload) {
      const client = await anyClient();
      envelopes += 1;
      const id = `envelope-${envelopes}`;
      client.send(JSON.stringify({ type, envelope_id: id, payload, accepts_response_payload: true }));
      return acknowledgement(client, id);
    },
    async frame(text) {
      (await anyClient()).send(text);
    },
    connected: async () => void (await anyClient()),
    recycle() {
      for (const client of sockets.clients)
        client.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    cut() {
      for (const client of sockets.clients) client.terminate();
    },
  };
  return fake;
}

/** Waits for the acknowledgement of this envelope; others may arrive at the same time. */
function acknowledgement(client: WebSocket, id: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const read = (data: unknown) => {
      const answer = JSON.parse(String(data));
      if (answer.envelope_id !== id) return;
      client.off('message', read).off('close', end);
      resolve(answer.payload);
    };
    const end = () => {
      client.off('message', read);
      reject(new Error('The connection ended before the acknowledgement.'));
    };
    client.on('message', read).once('close', end);
  });
}
