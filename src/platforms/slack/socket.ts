/**
 * Socket Mode that stays connected. The SDK's own reconnecting is off: when Slack cannot be reached it gives up with a
 * promise that nobody holds, which would end the process.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { type ClientOptions, clientOptions } from './client.ts';
import { appTokenProblem } from './diagnose.ts';
import { classify } from './errors.ts';

/** Milliseconds before connecting again, the last for all that follow: apps.connections.open may be called once a minute. */
const pauses = [0, 1_000, 5_000, 15_000, 60_000];

export interface Socket {
  receiver: SocketModeReceiver;
  /** Connects in the background, and keeps connected until stopped, also when the app token is refused for a while. */
  start(): void;
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
  let problem = '';

  /** Whether it connected. */
  async function connect(): Promise<boolean> {
    try {
      await receiver.client.start();
      failures = 0;
      problem = '';
      return true;
    } catch (error) {
      failures += 1;
      const { kind, code, message } = classify(error);
      tell(kind === 'token' ? appTokenProblem(code) : message);
      return false;
    }
  }

  /** The same again and again is said once. */
  function tell(sentence: string): void {
    if (sentence !== problem) logger.error(`Socket Mode is not connected: ${sentence} Posting goes on.`);
    problem = sentence;
  }

  async function keepConnected(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (await connect()) await disconnected();
      const pause = pauses[Math.min(failures, pauses.length - 1)];
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  /** Resolves when the connection has ended; one that was made while we were stopping is ended here. */
  function disconnected(): Promise<void> {
    if (stopping.signal.aborted) return receiver.client.disconnect();
    return new Promise(resolve => receiver.client.once('disconnected', () => resolve()));
  }

  return {
    receiver,
    start: () => void keepConnected(),
    async stop() {
      stopping.abort();
      await receiver.client.disconnect();
    },
  };
}
