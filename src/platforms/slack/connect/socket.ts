/**
 * Keeps Socket Mode connected. The SDK's own reconnecting is off: when Slack is unreachable, it fails with an unhandled
 * promise rejection, which would end the process.
 */
import { SocketModeReceiver } from '@slack/bolt';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Log } from '../../platform.ts';
import type { Proxies } from '../../platform-descriptor.ts';
import { type Clock, createReconnect, realClock } from '../../reconnect.ts';
import { classify } from '../post/errors.ts';
import { type ClientOptions, clientOptions } from './client.ts';
import { appTokenProblem } from './diagnose.ts';

/** Milliseconds before each reconnect: apps.connections.open may be called once a minute. */
const pauses = [0, 1_000, 5_000, 15_000, 60_000];

/** Milliseconds that a connection may take until Slack says hello. The SDK waits forever. */
const longestGreeting = 30_000;

const closedEarly = 'Slack closes every connection right away. Check SLACK_APP_TOKEN and any proxy.';
const silent = 'Slack accepts the connection but never says hello. Check any proxy.';

export interface Socket {
  receiver: SocketModeReceiver;
  /** Connects in the background and reconnects until stopped, also while the app token is rejected. */
  start(): void;
  stop(): Promise<void>;
}

interface SocketOptions extends ClientOptions {
  appToken: string;
  log: Log;
  clock?: Clock | undefined;
  helloTimeout?: number | undefined;
  proxy?: Proxies | null | undefined;
}

export function createSocket(options: SocketOptions): Socket {
  const { appToken, log, logger, clock = realClock, helloTimeout = longestGreeting, proxy, ...client } = options;
  // Without a dispatcher, the SDK creates its own, which uses no proxy.
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
  let connecting = () => {};
  receiver.client.on('connecting', () => connecting());

  /** Connects and waits until the connection ends; returns null, or why it could not connect. */
  async function connect(): Promise<string | null> {
    // The handler is set before connecting: a connection can end with its first bytes.
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    disconnected = resolve;
    let timer: NodeJS.Timeout | undefined;
    let isSilent = false;
    connecting = () => {
      timer = setTimeout(() => {
        isSilent = true;
        void receiver.client.disconnect();
      }, helloTimeout);
    };
    try {
      await receiver.client.start();
    } catch (error) {
      return isSilent ? silent : appTokenProblem(classify(error));
    } finally {
      clearTimeout(timer);
    }
    reconnect.opened();
    // Ends a connection that opened while we were stopping.
    if (stopping.signal.aborted) await receiver.client.disconnect();
    await ended;
    return null;
  }

  async function keepConnected(): Promise<void> {
    while (!stopping.signal.aborted) {
      const failure = (await connect()) ?? closedEarly;
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

/** A WebSocket needs a tunnel and its own connection, so HTTP/2 is off. */
function throughProxy({ http, https, no }: Proxies): Dispatcher {
  return new EnvHttpProxyAgent({ httpProxy: http, httpsProxy: https, noProxy: no, proxyTunnel: true, allowH2: false });
}
