import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import { afterEach, expect, test, vi } from 'vitest';
import { createLive } from '../../src/console/live.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { missedCall } from '../missed-calls.ts';

let running: TestApp | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await running?.stop();
  running = undefined;
});

const watch = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${running?.app.url}/console/live?channel=preview:demo/calls&${query}`, { headers });

/** The ids that are sent, until there are `count`. */
async function idsOf(response: Response, count: number): Promise<number[]> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const ids = [...text.matchAll(/^id: (\d+)\ndata: .*\n\n/gm)].map(([, id]) => Number(id));
    if (ids.length >= count) return ids;
  }
  throw new Error(`The stream ended with ${text}`);
}

async function post(messages: number): Promise<void> {
  running = await startApp();
  for (let call = 1; call <= messages; call += 1)
    await missedCall(running.app.url, { caller: 'u1', name: `Caller ${call}`, at: 1_744_960_170 + call });
  await running.app.settled();
}

test('the feed sends messages newer than the last one on the page, also for an invalid id', async () => {
  await post(3);
  const [first = 0, ...others] = await idsOf(await watch('after=0'), 3);
  expect(await idsOf(await watch(`after=${first}`), 2)).toEqual(others);
  expect(await idsOf(await watch('after=x'), 3)).toEqual([first, ...others]);
});

test('the feed continues where a browser lost the connection', async () => {
  await post(3);
  const ids = await idsOf(await watch('after=0'), 3);
  expect(await idsOf(await watch('after=0', { 'last-event-id': String(ids[1]) }), 1)).toEqual([ids[2]]);
});

test('an open page does not delay the stop of the server', async () => {
  await post(0);
  const response = await watch('after=0');
  // A proxy must not gather the stream.
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  const [text] = await Promise.all([response.text(), running?.stop()]);
  expect(text).toBe(': hello\n\n');
});

test('the feed of a quiet channel sends a comment every 30 seconds, below the idle timeout', async () => {
  vi.useFakeTimers();
  const context = { set() {}, body: undefined as Readable | undefined };
  const stopping = new AbortController();
  createLive(stopping.signal)(context as unknown as Context, async () => [], 0);
  let text = '';
  context.body?.on('data', chunk => {
    text += chunk;
  });
  await vi.advanceTimersByTimeAsync(65_000);
  expect(text).toBe(': hello\n\n: still here\n\n: still here\n\n');
  stopping.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(text).not.toMatch(/here.*here.*here/s);
  expect(vi.getTimerCount()).toBe(0);
});

test('a closed page logs nothing', async () => {
  running = await startApp();
  const { app, logged } = running;
  for (const leave of ['abort', 'read'] as const) {
    const leaving = new AbortController();
    const response = await fetch(`${app.url}/console/live?channel=preview:demo/calls`, { signal: leaving.signal });
    const reader = response.body?.getReader();
    if (leave === 'read') await reader?.read();
    leaving.abort();
    await reader?.closed.catch(() => {});
  }
  await expect.poll(() => logged.filter(line => line.includes('ERR_STREAM_PREMATURE_CLOSE')).length).toBe(2);
  const lines = logged.map(line => JSON.parse(line) as { level: number; msg: string });
  expect(lines.filter(({ level, msg }) => level >= 40 && !msg.startsWith('Accepting unsigned'))).toEqual([]);
});

test('the number of open feeds is limited, and a closed one makes room', async () => {
  const stopping = new AbortController();
  const live = createLive(stopping.signal, 2);
  const open = () => {
    const context = {
      set() {},
      body: undefined as Readable | undefined,
      // An exposed rejection is the client's, so the log has no error.
      throw(status: number, _message: string, { expose }: { expose?: boolean }) {
        throw new Error(`${status}, exposed: ${expose}`);
      },
    };
    live(context as unknown as Context, async () => [], 0);
    return context.body as Readable;
  };
  const [first, second] = [open(), open()];
  expect(open).toThrow('503, exposed: true');
  first.destroy();
  await new Promise(resolve => first.once('close', resolve));
  const third = open();
  expect(open).toThrow('503, exposed: true');
  for (const stream of [second, third]) stream.destroy();
});

test('the 51st page gets a 503', async () => {
  running = await startApp();
  const leaving = new AbortController();
  const watchOne = () =>
    fetch(`${running?.app.url}/console/live?channel=preview:demo/calls`, { signal: leaving.signal });
  const pages = await Promise.all(Array.from({ length: 50 }, watchOne));
  expect(pages.every(({ status }) => status === 200)).toBe(true);
  const refused = await watchOne();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('10');
  leaving.abort();
});
