/** HTTP byte for byte, as no client library would send it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Manner {
  /** Takes no answer: resets the connection once everything is written. */
  cuts?: boolean;
  /** Milliseconds after which a sender that was not answered ends its side; left out: it waits. */
  patience?: number;
  /** Where it comes from: all of 127.0.0.0/8 is this machine. */
  from?: string;
}

/** Opens a connection. */
export async function dial(url: string, from = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress: from });
  await once(socket, 'connect');
  return socket;
}

/** Sends the bytes and gives all that was answered until the connection was closed or reset. */
export async function exchange(url: string, bytes: string | Buffer, manner: Manner = {}): Promise<string> {
  const socket = await dial(url, manner.from);
  const answer = readAll(socket);
  socket.write(bytes, () => {
    if (manner.cuts) socket.resetAndDestroy();
  });
  const timer = manner.patience === undefined ? null : setTimeout(() => socket.end(), manner.patience);
  const said = await answer;
  if (timer) clearTimeout(timer);
  return said;
}

/** All that the other side says until the connection is over, however it ends. */
export function readAll(socket: Socket): Promise<string> {
  return new Promise(resolve => {
    let said = '';
    socket.setEncoding('latin1').on('data', text => {
      said += text;
    });
    // A reset is an end like any other.
    socket.on('error', () => {}).on('close', () => resolve(said));
  });
}

/** The status of every answer in order; 100 Continue is none. */
export function statusesOf(said: string): number[] {
  return [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map(([, status]) => Number(status))
    .filter(status => status !== 100);
}

/** A request's text; `Connection: close` so that the answer has an end. */
export function requestText(line: string, headers: readonly string[], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return `${[line, 'Host: callboard', 'Connection: close', ...headers, ...length, '', body].join('\r\n')}`;
}
