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
