/**
 * Socket Mode that stays connected. The SDK's own reconnecting is off: when Slack cannot be reached it gives up with a
 * promise that nobody holds, which would end the process.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { PlatformError } from '../platform.ts';
import { type ClientOptions, clientOptions } from './client.ts';
import { appTokenProblem } from './diagnose.ts';
import { classify } from './errors.ts';

/** Milliseconds before connecting again, the last for all that follow. */
const pauses = [0, 1_000, 5_000, 15_000, 30_000];

export interface Socket {
  receiver: SocketModeReceiver;
  /** Connects, and keeps connected until stopped; throws only when the app token is refused. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createSocket({ appToken, logger, ...client }: ClientOptions & { appToken: string }): Socket {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions({ logger, ...client }) },
  });
  const stopping = new AbortController();
  let failures = 0;
  let running: Promise<void> = Promise.resolve();

  /** Whether it connected; throws when it never will. */
  async function connect(): Promise<boolean> {
    try {
      await receiver.client.start();
      failures = 0;
      return true;
    } catch (error) {
      const { kind, code, message } = classify(error);
      if (kind === 'token') throw new PlatformError('token', code, appTokenProblem(code));
      failures += 1;
      logger.error(`Socket Mode is not connected: ${message}`);
      return false;
    }
  }

  async function keepConnected(connected: boolean): Promise<void> {
    let open = connected;
    while (!stopping.signal.aborted) {
      if (open) await new Promise<void>(resolve => receiver.client.once('disconnected', () => resolve()));
      const pause = pauses[Math.min(failures, pauses.length - 1)];
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (!stopping.signal.aborted) open = await connect();
    }
  }

  return {
    receiver,
    async start() {
      const connected = await connect();
      running = keepConnected(connected).catch(error => logger.error(classify(error).message));
    },
    async stop() {
      stopping.abort();
      await receiver.client.disconnect();
      await running;
    },
  };
}
