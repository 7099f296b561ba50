/** The demo as a process of its own: its whole day, message by message. */
import { expect, test } from 'vitest';
import { countRequests, demo } from './process.ts';

test('the whole day, in order, and no token is used', async () => {
  const service = await countRequests();
  const url = `http://127.0.0.1:${service.port}`;
  const { code, out, err } = await demo(['--json'], {
    SLACK_BOT_TOKEN: 'xoxb-someone',
    SLACK_APP_TOKEN: 'xapp-someone',
    SLACK_API_URL: `${url}/api/`,
    DISCORD_TOKEN: 'someone',
    DISCORD_API_URL: `${url}/api`,
    COMETCHAT_USERNAME: 'someone',
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
  const texts = messages.map(({ text }) => text.replaceAll(/\w+ \d+, 20\d\d at/g, '<day> at'));
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('day.txt');
});

test('people read where it is, which channel, each message and a closing line, without colours in a file', async () => {
  const { code, out, err } = await demo([]);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  expect(lines[1]).toMatch(/^See the messages as they look in Slack and Discord: http:\/\/localhost:\d+$/);
  expect(lines[3]).toMatch(/^The database, which is deleted when the demo ends: DATABASE_URL=sqlite:\S+demo\.db$/);
  expect(lines.slice(4, 9)).toEqual([
    '',
    '#calls',
    '',
    '│ 📵 Missed video call from Maya Okafor',
    '│ Maya Okafor called Front desk. No one answered.',
  ]);
  expect(lines.at(-2)).toBe(
    "End of the day: 40 webhooks, 12 messages in #calls. The channel's rules ignored the other 28.",
  );
  expect(out).not.toContain('\u001b');
});

test('a port that is taken is one clear sentence', async () => {
  const taken = await countRequests();
  const { code, out, err } = await demo([], { PORT: String(taken.port) });
  taken.stop();
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(`Port ${taken.port} is already in use. Set PORT to another one.\n`);
});
