/** The whole day of the demo, message by message. */
import { expect, test } from 'vitest';
import { countRequests, demo } from './process.ts';

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
