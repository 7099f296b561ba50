/** A chat side without limits, for measures of what Callboard does before it. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Ended by `await using`. */
export interface Chat extends AsyncDisposable {
  /** The base of its methods. */
  api: string;
  /** The server's settings to post there, without rate limit and batching. */
  env: Record<string, string>;
  /** When the message of `caller-<n>` arrived, on the clock of clock.ts; 0 while it has not. */
  arrivedAt: Float64Array;
  /** Waits until these callers' messages are there, `from` and on but not `to`; rejects after `patience` milliseconds. */
  arrived(from: number, to: number, patience?: number): Promise<void>;
}

/** For callers 0 and on, fewer than `callers`. `failing` is the share of posts that it answers 500. */
export async function startChat(callers: number, failing = 0): Promise<Chat> {
  const shared = new SharedArrayBuffer(callers * Float64Array.BYTES_PER_ELEMENT);
  const arrivedAt = new Float64Array(shared);
  const worker = new Worker(new URL('chat-worker.ts', import.meta.url), { workerData: { shared, failing } });
  const [port] = (await once(worker, 'message')) as [number];
  const api = `http://127.0.0.1:${port}/api/`;
  return {
    api,
    env: {
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_API_URL: api,
      SLACK_RATE: 'off',
      BATCH_AFTER: 'off',
    },
    arrivedAt,
    async arrived(from, to, patience = 60_000) {
      for (let left = patience / 10; arrivedAt.subarray(from, to).includes(0); left -= 1) {
        if (left <= 0) throw new Error('messages are missing at the chat side');
        await delay(10);
      }
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
