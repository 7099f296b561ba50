/** send-test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lines, openCli } from './cli-harness.ts';

test('without a server, a test event waits in the store', async () => {
  const cli = openCli();
  const { out } = await cli.run('send-test', 'call_unanswered');
  const [, id = ''] = /^✓ Test received: (evt_[0-9a-f]{32}) from cometchat\n/.exec(out) ?? [];
  expect(lines(out)[1]).toBe('  No server is running. Start one to post the test: callboard serve');

  const [sample] = await cli.json('send-test', 'session-started', '--as-is');
  expect(sample).toMatchObject({ status: 'accepted', source: 'videosdk', problems: [] });
  const again = await cli.run('send-test', 'session-started', '--as-is');
  expect(again.out).toBe(`– Duplicate: ${sample?.id} was received before.\n`);

  expect(await cli.json('events')).toEqual([
    {
      id: sample?.id,
      source: 'videosdk',
      provider: 'videosdk',
      trigger: 'session-started',
      type: 'meeting.started',
      time: expect.any(String),
      subject: expect.any(String),
      status: 'accepted',
      receivedAt: expect.any(String),
      problems: [],
      test: 'preview',
    },
    expect.objectContaining({ id, type: 'call.missed', trigger: 'call_unanswered', source: 'cometchat' }),
  ]);
  const listed = lines((await cli.run('events', '--type', 'call.missed', '--since', '1h')).out);
  expect(listed).toEqual([
    expect.stringMatching(new RegExp(`^\\S+Z\t${id}\tcall\\.missed\tcometchat\treceived\tpreview channels$`)),
  ]);
  expect(await cli.run('deliveries')).toEqual({ code: 0, out: '', err: 'No messages yet.\n' });
  expect((await cli.run('why', 'last')).out).toContain(
    '\nNot posted yet. A running server checks the rules within a second',
  );
});

test('without a trigger, send-test lists all triggers', async () => {
  const { out } = await openCli().run('send-test');
  expect(lines(out)).toContainEqual(expect.stringMatching(/^call_unanswered\tcall\.missed\tCometChat\t\w/));
});

test('an unreadable webhook is reported as quarantined with exit code 1', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'odd.json'), '{"trigger":"call_unanswered","data":7}');
  const { code, out } = await cli.run('send-test', 'odd.json', '--source', 'cometchat');
  expect(code).toBe(1);
  expect(out).toMatch(/^✗ Quarantined: evt_\w+ is unreadable\.\n {2}\S/);
});

test('an event type is sent as the sample of a provider that has a source, or of the chosen source', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const [only] = await openCli({ STANDARD_SECRET: secret }).json('send-test', 'call.missed');
  expect(only).toMatchObject({ status: 'accepted', source: 'standard', problems: [] });
  const [chosen] = await openCli().json('send-test', 'call.missed', '--source', 'standard');
  expect(chosen).toMatchObject({ status: 'accepted', source: 'standard', problems: [] });
  const [first] = await openCli().json('send-test', 'call.missed');
  expect(first).toMatchObject({ status: 'accepted', source: 'cometchat' });
});
