import { expect, test } from 'vitest';
import { lastMorning, scriptedDay } from '../../src/demo/day.ts';
import { countRequests, demo } from './process.ts';

test('people read where it is, which channel, each message and a closing line, without colours in a file', async () => {
  const { code, out, err } = await demo([]);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  expect(lines[1]).toBe("The demo's database is deleted when the demo ends.");
  expect(lines[2]).toMatch(/^See the messages as in Slack and Discord: http:\/\/localhost:\d+$/);
  expect(lines[4]).toMatch(/^The same with its database: DATABASE_URL=sqlite:\S+demo\.db$/);
  expect(lines.slice(5, 10)).toEqual([
    '',
    '#calls',
    '',
    '│ 📵 Missed video call from Maya Okafor',
    '│ Maya Okafor called Front desk. No one answered.',
  ]);
  expect(lines.at(-2)).toBe('End of the day: 40 webhooks, 12 messages in #calls. Its rules skip the rest.');
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
