/** render. */
import { expect, test } from 'vitest';
import { openCli } from './cli-harness.ts';

test('render prints the request body for each platform', async () => {
  const cli = openCli();
  const render = (platform: string) =>
    cli.json('render', 'call.missed', '--event', 'call_unanswered', '--platform', platform);
  const [[slack], [discord]] = await Promise.all([render('slack'), render('discord')]);
  expect(slack).toMatchObject({ text: expect.stringContaining('Missed voice call from'), unfurl_links: false });
  expect(JSON.stringify(discord?.components)).toContain('Missed voice call from');
  expect(discord?.allowed_mentions).toEqual({ parse: [], users: [], roles: [], replied_user: false });
});

test("render writes times in the machine's zone", async () => {
  const cli = openCli({ TZ: 'Asia/Tokyo' });
  const { out } = await cli.spawn('render', 'call.missed', '--event', 'call_unanswered', '--platform', 'slack');
  expect(JSON.parse(out)).toMatchObject({ text: expect.stringMatching(/ at \d+:\d\d [AP]M GMT\+9$/) });
});
