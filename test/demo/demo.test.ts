import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lastMorning, scriptedDay } from '../../src/demo/day.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Runs `callboard demo` to its end in an environment of its own. */
async function demo(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [cli, 'demo', '--once', '--pause', '0', ...args], {
    env: { PATH, HOME, TZ: 'UTC', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  child.stderr.on('data', chunk => {
    err += chunk;
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, out, err };
}

/** A server that counts who comes. */
async function countRequests(): Promise<{ port: number; count(): number; stop(): void }> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.writeHead(404).end();
  });
  server.on('upgrade', socket => {
    requests += 1;
    socket.destroy();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, count: () => requests, stop: () => server.close() };
}

test('the whole day, in order, and no token is used', async () => {
  const service = await countRequests();
  const url = `http://127.0.0.1:${service.port}`;
  const { code, out, err } = await demo(['--json'], {
    SLACK_BOT_TOKEN: 'xoxb-somebody',
    SLACK_APP_TOKEN: 'xapp-somebody',
    SLACK_API_URL: `${url}/api/`,
    DISCORD_TOKEN: 'somebody',
    DISCORD_API_URL: `${url}/api`,
    COMETCHAT_USERNAME: 'somebody',
    COMETCHAT_PASSWORD: 'secret',
    CALLBOARD_CONFIG: '/nowhere/callboard.yaml',
  });
  service.stop();
  expect({ code, err, requests: service.count() }).toEqual({ code: 0, err: '', requests: 0 });

  const messages = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(new Set(messages.map(({ channel }) => channel))).toEqual(new Set(['preview:demo/calls']));
  expect(new Set(messages.map(({ event }) => event)).size).toBe(messages.length);
  // The day itself is the last that is over.
  const texts = messages.map(({ text }) => text.replaceAll(/\d+ \w+ 20\d\d at/g, '<day> at'));
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('day.txt');
});

test('people read where it is, which channel, each message and a closing line, without colours in a file', async () => {
  const { code, out, err } = await demo([]);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  expect(lines[1]).toBe('The store is temporary: it is deleted when the demo ends.');
  expect(lines[2]).toMatch(/^See it as Slack and Discord show it: http:\/\/localhost:\d+$/);
  expect(lines.slice(3, 8)).toEqual([
    '',
    '#calls',
    '',
    '│ 📵 Missed video call from Maya Okafor',
    '│ Maya Okafor called Front desk and nobody answered.',
  ]);
  expect(lines.at(-2)).toBe('That was the day: 40 webhooks, 12 messages in #calls; its rules ignore the rest.');
  expect(out).not.toContain('\u001b');
});

test('a port that is taken is one clear sentence', async () => {
  const taken = await countRequests();
  const { code, out, err } = await demo([], { PORT: String(taken.port) });
  taken.stop();
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(`Cannot listen on HOST 127.0.0.1, PORT ${taken.port}: something else listens there; set PORT.\n`);
});

test.each([
  ['2026-03-02T14:13:00', '2026-03-01T09:02:00'],
  ['2026-03-02T14:15:00', '2026-03-02T09:02:00'],
  ['2026-03-02T00:00:00', '2026-03-01T09:02:00'],
])('at %s the day that is played begins at %s', (now, morning) => {
  const start = lastMorning(new Date(now));
  expect(new Date(start)).toEqual(new Date(morning));
  const moments = scriptedDay(start).map(step => step.at);
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments.at(-1)).toBeLessThan(new Date(now).getTime());
});
