/** The gateway: HELLO, IDENTIFY, READY, heartbeats, RESUME. https://docs.discord.com/developers/events/gateway */
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

export interface FakeGateway {
  /** How many clients have identified with the right token. */
  identified: number;
  /** While true, /gateway/bot answers 503. */
  down: boolean;
  /** While true, each connection closes as soon as it's READY or RESUMED. */
  hangsUp: boolean;
  /** While set, it serves each new connection in place of the gateway. */
  script: ((socket: WebSocket) => void) | null;
  /** How many connections were ever made. */
  made: number;
  /** How many clients are signed in. */
  readonly clients: number;
  /** How many connections are open. */
  readonly connections: number;
  /** Closes every connection with this code. */
  drop(code: number): void;
  /** Cuts every connection without a close frame. */
  cut(): void;
  /** Sends an event, such as those of events.ts, to every identified client. */
  dispatch(event: GatewayEvent): void;
  /** Sends any text to every identified client. */
  frame(text: string): void;
}

export interface GatewayEvent {
  /** `GUILD_CREATE` */
  t: string;
  d: object;
}

interface Payload {
  op: number;
  d: { token?: string } | null;
}

/** Creates the gateway; `accepts` checks a token. */
export function createGateway(server: Server, accepts: (token?: string) => boolean, user: object): FakeGateway {
  const sockets = new WebSocketServer({ server, path: '/gateway' });
  const clients = new Set<WebSocket>();
  let sequence = 0;
  const send = (socket: WebSocket, op: number, d: unknown, t: string | null = null) =>
    socket.send(JSON.stringify({ op, d, t, s: op === 0 ? ++sequence : null }));

  const gateway: FakeGateway = {
    identified: 0,
    down: false,
    hangsUp: false,
    script: null,
    made: 0,
    get clients() {
      return clients.size;
    },
    get connections() {
      return sockets.clients.size;
    },
    drop(code) {
      for (const socket of sockets.clients) socket.close(code);
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
    dispatch({ t, d }) {
      for (const socket of clients) send(socket, 0, d, t);
    },
    frame(text) {
      for (const socket of clients) socket.send(text);
    },
  };

  sockets.on('connection', (socket, request) => {
    gateway.made += 1;
    if (gateway.script) return gateway.script(socket);
    const hangUp = () => gateway.hangsUp && socket.close(4000);
    send(socket, 10, { heartbeat_interval: 41_250 });
    socket.on('close', () => clients.delete(socket));
    socket.on('message', data => {
      const { op, d } = JSON.parse(data.toString()) as Payload;
      if (op === 1) return send(socket, 11, null);
      if (op !== 2 && op !== 6) return;
      if (!accepts(d?.token)) return socket.close(4004);
      clients.add(socket);
      if (op === 6) {
        send(socket, 0, {}, 'RESUMED');
        return hangUp();
      }
      gateway.identified += 1;
      const resume = `ws://${request.headers.host}/gateway`;
      const application = { id: '900000000000000002', flags: 0 };
      const session = { session_id: 'fake', resume_gateway_url: resume, shard: [0, 1] };
      send(socket, 0, { v: 10, user, guilds: [], application, ...session }, 'READY');
      hangUp();
    });
  });
  return gateway;
}
