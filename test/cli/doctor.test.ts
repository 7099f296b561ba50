/** doctor. */
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { diagnose } from '../../src/operations/doctor.ts';
import { lines, openCli } from './cli-harness.ts';
import { inStore, openFilledStore } from './filled-store.ts';

test('the fix for failed messages is the command for the database that was checked', async () => {
  const { cli } = await openFilledStore();
  await inStore(cli, async ({ database: { db } }) => {
    await db.updateTable('deliveries').set({ state: 'failed' }).where('state', '=', 'queued').execute();
  });
  expect((await cli.run('doctor')).out).toContain(
    '  Optional: List failed messages with: callboard deliveries --state failed\n',
  );
  const [database = ''] = lines((await cli.run('doctor', '--json')).out);
  expect(JSON.parse(database)).toEqual({
    ok: true,
    state: 'set up',
    text: 'Database: SQLite works (0 queued, 1 failed message).',
    fix: 'List failed messages with: callboard deliveries --state failed',
  });
});

test('doctor lists the setup, and its exit code is 1 if something needs fixing', async () => {
  const working = await openCli().run('doctor');
  expect(working).toMatchObject({ code: 0, err: '' });
  expect(lines(working.out)).toEqual([
    '✓ Database: SQLite works (0 queued, 0 failed messages).',
    '– Sources: not set up. Unsigned webhooks are accepted from this machine only.',
    expect.stringMatching(
      /^ {2}Optional: For CometChat, set COMETCHAT_USERNAME.* Once a source is set up, unsigned webhooks are rejected\.$/,
    ),
    '– Slack: not set up.',
    '  Optional: Set SLACK_BOT_TOKEN to post there.',
    '– Discord: not set up.',
    '  Optional: Set DISCORD_TOKEN to post there.',
    '– Webhook delivery: not set up.',
    '  Optional: Set WEBHOOK_ENDPOINTS to post there.',
  ]);
  const wrong = openCli({ COMETCHAT_USERNAME: 'ann', LOG_LEVEL: 'loud' });
  expect((await wrong.onTerminal('doctor')).err).toContain('2 problems to fix.');
  const broken = await openCli({ COMETCHAT_USERNAME: 'ann', LOG_LEVEL: 'loud' }).run('doctor', '--json');
  expect(broken.code).toBe(1);
  expect(JSON.parse(broken.out)).toEqual({
    ok: false,
    state: 'failed',
    text: expect.stringMatching(/LOG_LEVEL must be one of .*\n {2}COMETCHAT_PASSWORD is required/),
  });
});

test('in the demo, which reads no settings, no fix names one', async () => {
  const config = readConfig({ DATABASE_URL: 'sqlite::memory:' });
  const findSettings = async (isDemo: boolean) =>
    JSON.stringify(await diagnose({ ...config, isDemo })).match(/[A-Z]+_[A-Z_]+/);
  expect(await findSettings(false)).not.toBeNull();
  expect(await findSettings(true)).toBeNull();
});
