/**
 * Socket Mode that stays connected. The SDK's own reconnecting is off: when Slack cannot be reached it gives up with a
 * promise that nobody holds, which would end the process.
 */
import { SocketModeReceiver } from '@slack/bolt';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Log } from '../../platform.ts';
import { type Clock, createReconnect, realClock } from '../../reconnect.ts';
import { classify } from '../post/errors.ts';
import { type ClientOptions, clientOptions } from './client.ts';
import { appTokenProblem } from './diagnose.ts';

/** Milliseconds before connecting again: apps.connections.open may be called once a minute. */
const pauses = [0, 1_000, 5_000, 15_000, 60_000];

const cutShort = 'Slack closes each connection right away.';

export interface Socket {
  receiver: SocketModeReceiver;
  /** Connects in the background, and keeps connected until stopped, also when the app token is refused for a while. */
  start(): void;
  stop(): Promise<void>;
}

export interface SocketOptions extends ClientOptions {
  appToken: string;
  log: Log;
  clock?: Clock | undefined;
  proxy?: Proxies | null | undefined;
}

/** URLs of proxies for http and https, '' for none, and the hosts that are reached without one. */
export interface Proxies {
  http: string;
  https: string;
  no: string;
}

export function createSocket({ appToken, log, logger, clock = realClock, proxy, ...client }: SocketOptions): Socket {
  // Without one the SDK makes its own, which goes through no proxy.
  const dispatcher = proxy ? throughProxy(proxy) : undefined;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    ...(dispatcher && { dispatcher }),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions({ logger, ...client }) },
  });
  const stopping = new AbortController();
  const reconnect = createReconnect(pauses, clock);
  let problem = '';
  let disconnected = () => {};
  receiver.client.on('disconnected', () => disconnected());

  /** Connects, and resolves when that connection has ended; returns why it could not be made, null when it was. */
  async function connect(): Promise<string | null> {
    // Listened for before the connection is made: one may end with the bytes that begin it.
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    disconnected = resolve;
    try {
      await receiver.client.start();
    } catch (error) {
      return appTokenProblem(classify(error));
    }
    reconnect.opened();
    // One that was made while we were stopping is ended here.
    if (stopping.signal.aborted) await receiver.client.disconnect();
    await ended;
    return null;
  }

  async function keepConnected(): Promise<void> {
    while (!stopping.signal.aborted) {
      const failure = (await connect()) ?? cutShort;
      const { wait, news } = reconnect.ended();
      if (stopping.signal.aborted) return;
      if (wait === 0) problem = '';
      else if (news || failure !== problem) {
        log.warn(
          { op: 'slack.socket', reason: failure },
          `Socket Mode isn't connected; posting continues, reconnecting in ${wait / 1000} s`,
        );
        problem = failure;
      }
      await clock.wait(wait, stopping.signal);
    }
  }

  return {
    receiver,
    start: () => void keepConnected(),
    async stop() {
      stopping.abort();
      await receiver.client.disconnect();
      await dispatcher?.destroy();
    },
  };
}

/** A WebSocket needs a tunnel, and a connection of its own, which HTTP/2 doesn't give. */
function throughProxy({ http, https, no }: Proxies): Dispatcher {
  return new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: no, proxyTunnel: true, allowH2: false });
}
