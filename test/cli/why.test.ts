/** why. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putChannel } from '../../src/store/settings/channels.ts';
import { openCli } from './cli-harness.ts';
import { inStore, openFilledStore } from './filled-store.ts';

test('why shows the recorded decision, and the current rules only where none was recorded or the rules changed', async () => {
  const { cli, id } = await openFilledStore();
  const out = (await cli.run('why', 'last')).out;
  expect(out).toMatch(
    new RegExp(`^call\\.missed ${id}\nReceived \\S+Z from CometChat \\(call_unanswered\\)\\.\nThis was a test\\.\n`),
  );
  expect(out).toContain(`
preview:demo/calls: Not posted: no rule matched.
  Rules:
  1. Post message.* · no match: `);
  expect(out).toMatch(
    /\nslack:T0123\/C0456: On hold since \S+Z: The app isn't in this channel\. Run \/invite @Callboard\.\n/,
  );
  expect(out).toContain(`
  Matched rule 1: Post call.*
  Rules:
  1. Post call.* · matched: event is call.missed
  Message 1: no attempts yet.
`);
  expect(out).toContain(`
slack:T0123/C0789: Not posted: rule 1 ignores it.
  Matched rule 1: Ignore call.missed
`);
  expect(out).not.toContain('the current rules');

  writeFileSync(
    join(cli.folder, 'new.yaml'),
    'channels:\n  preview:demo/calls: { rules: [{ on: call.missed }] }\n  slack:T0123/C0789: { rules: [{ on: "*" }] }\n',
  );
  expect((await cli.run('import', 'new.yaml')).code).toBe(0);
  const after = (await cli.run('why', '2')).out;
  expect(after).toMatch(
    /\npreview:demo\/calls: Not posted: no rule matched\.\n {2}The rules were changed later \(\S+Z\)\. Now rule 1 would post it\.\n/,
  );
  expect(after).toMatch(
    /\n {2}Matched rule 1: Ignore call\.missed\n {2}The rules were changed later \(\S+Z\)\. Now rule 1 would post it\.\n/,
  );
  const terminal = await cli.onTerminal('why last');
  expect(terminal.out).toMatch(/^Received today at \d+:\d\d:\d\d [AP]M \((just now|\d+ s ago)\) from/m);
});

test('a queued message of a platform that is not set up is on hold, with the setting to add', async () => {
  const cli = openCli();
  await cli.run('send-test', 'call.missed', '--real');
  await inStore(cli, async ({ database: { db } }) => {
    await db
      .transaction()
      .execute(tx => putChannel(tx, { address: 'slack:T0123/C0456', rules: [{ on: 'call.*', do: 'post' }] }));
  });
  const on = "slack:T0123/C0456: On hold: Slack isn't set up. Set SLACK_BOT_TOKEN.";
  expect((await cli.run('why', 'last')).out).toContain(on);
  const doctor = await cli.run('doctor');
  expect(doctor.code).toBe(1);
  expect(doctor.out).toContain('Database: SQLite works (1 on hold, 0 failed messages).');
  expect(doctor.out).toContain("✗ 1 message is on hold because Slack isn't set up.\n  Fix: Set SLACK_BOT_TOKEN.");
  const reason = "Slack isn't set up. Set SLACK_BOT_TOKEN.";
  expect(await cli.json('deliveries', '--state', 'on-hold')).toMatchObject([{ state: 'on-hold', error: reason }]);
  expect(await cli.json('deliveries', '--state', 'queued')).toEqual([]);
  expect((await cli.onTerminal('ledger')).out).toMatch(/ 1 on hold +Slack isn't set up/);
  expect((await cli.run('retry', '1')).err).toContain('Message 1 is on hold.');
});

test('why --json prints the same reasons as data, in the words of the interface', async () => {
  const { cli, id } = await openFilledStore();
  const [why] = await cli.json('why', 'last');
  const rule = { on: 'call.*', do: 'post' };
  const rules = { changedAt: null, asRecorded: true };
  const silent = { message: null, hold: null, nextRetryAt: null, mutedUntil: null };
  const matched = { number: 1, rule, result: 'matched', reason: 'event is call.missed' };
  expect(why).toMatchObject({
    event: { id, type: 'call.missed', test: 'real', notes: [] },
    duplicates: 0,
    rulesChecked: true,
  });
  expect(why?.channels).toEqual([
    {
      ...silent,
      channel: 'preview:demo/calls',
      state: 'skipped',
      matched: null,
      rules: { ...rules, outcome: 'skip', checks: [expect.objectContaining({ number: 1, result: 'no match' })] },
    },
    {
      ...silent,
      channel: 'slack:T0123/C0456',
      state: 'on-hold',
      matched: { number: 1, rule },
      rules: { ...rules, outcome: 'post', checks: [matched] },
      message: { id: 1, batchedInto: null, postedAt: null, error: null, droppedMentions: [], attempts: [] },
      hold: {
        reason: "The app isn't in this channel.\nRun /invite @Callboard.",
        since: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    },
    {
      ...silent,
      channel: 'slack:T0123/C0789',
      state: 'ignored',
      matched: { number: 1, rule: { on: 'call.missed', do: 'ignore' } },
      rules: { ...rules, outcome: 'ignore', checks: [expect.objectContaining({ result: 'matched' })] },
    },
  ]);
});
