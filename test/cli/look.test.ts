/** send-test, and what is shown of it: events, why, deliveries and the ledger, on a terminal and in a pipe. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { type Core, openCore } from '../../src/operations/core.ts';
import { routePending } from '../../src/pipeline/plan-deliveries.ts';
import { createRoutingTable } from '../../src/pipeline/routing-table.ts';
import { saveHold } from '../../src/store/deliveries/holds.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { type Cli, lines, openCli } from './run.ts';

/** What a server would do first: the deliveries of all events that wait. */
async function inStore(cli: Cli, use: (core: Core) => Promise<void>): Promise<void> {
  const core = await openCore(`sqlite:${join(cli.folder, 'test.db')}`);
  try {
    await use(core);
    await routePending(core.database, { loadRoutingTable: createRoutingTable(), announce: async () => {} });
  } finally {
    await core.close();
  }
}

/** Two channels, of which the second is on hold, and a missed call in both. */
async function openFilled(): Promise<{ cli: Cli; id: string }> {
  const cli = openCli();
  const [sent] = await cli.json('send-test', 'call.missed', '--real');
  await inStore(cli, async ({ database: { db } }) => {
    await db.transaction().execute(async tx => {
      await putChannel(tx, { address: 'preview:demo/calls', rules: [{ on: 'message.*', do: 'post' }] });
      await putChannel(tx, { address: 'slack:T0123/C0456', rules: [{ on: 'call.*', do: 'post' }] });
      await putChannel(tx, { address: 'slack:T0123/C0789', rules: [{ on: 'call.missed', do: 'ignore' }] });
    });
    const held = "The app isn't in this channel.\nRun /invite @Callboard.";
    await saveHold(db, { channel: 'slack:T0123/C0456', held, since: Date.now(), failures: 3, nextAt: 0 });
  });
  return { cli, id: String(sent?.id) };
}

test('without a server a test waits in the store', async () => {
  const cli = openCli();
  const { out } = await cli.run('send-test', 'call_unanswered');
  const [, id = ''] = /^✓ Test received: (evt_[0-9a-f]{32}) from cometchat\n/.exec(out) ?? [];
  expect(lines(out)[1]).toBe("  No server is running. It's posted once you start it: callboard serve");

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
    expect.stringMatching(new RegExp(`^\\S+Z\t${id}\tcall\\.missed\tcometchat\taccepted\tpreview$`)),
  ]);
  expect(await cli.run('deliveries')).toEqual({ code: 0, out: '', err: 'No deliveries match.\n' });
  expect((await cli.run('why', 'last')).out).toContain('\nNot posted yet: the server checks the rules for it');
});

test('without a trigger, send-test lists those there are', async () => {
  const { out } = await openCli().run('send-test');
  expect(lines(out)).toContainEqual(expect.stringMatching(/^call_unanswered\tcall\.missed\tCometChat\t\w/));
});

test('a webhook that cannot be read says so and ends with 1', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'odd.json'), '{"trigger":"call_unanswered","data":7}');
  const { code, out } = await cli.run('send-test', 'odd.json', '--source', 'cometchat');
  expect(code).toBe(1);
  expect(out).toMatch(/^✗ Quarantined: evt_\w+ can't be read\.\n {2}\S/);
});

test('on a terminal: aligned columns with headers, relative times, counts and the next step', async () => {
  const { cli, id } = await openFilled();
  const events = await cli.onTerminal('events');
  expect(lines(events.out)).toEqual([
    `RECEIVED  ID                                    TYPE         SOURCE     STATUS`,
    expect.stringMatching(new RegExp(`^(just now|\\d+ s ago) +${id}  call\\.missed  cometchat  test$`)),
  ]);
  expect(lines(events.err)).toEqual(['1 event.', 'Explain one: callboard why <ID>']);
  expect((await cli.onTerminal('events --limit 1')).err).toContain('1 event.');
  await cli.run('send-test', 'call.missed');
  expect((await cli.onTerminal('events --limit 1')).err).toContain('1 of 2 events. Show more with --limit 2.');

  const { out } = await cli.onTerminal('deliveries');
  const [head = '', ...rows] = lines(out);
  expect(head).toMatch(/^ID {2}STATE {4}CREATED +CHANNEL {12}TYPE {9}TRIES {2}REASON$/);
  expect(rows.map(row => row.replace(/just now|\d+ s ago/, '<when>').replace(/ {2,}/g, '  '))).toEqual([
    expect.stringMatching(/^ ?2 {2}ignored {2}<when> {2}slack:T0123\/C0789 {2}call\.missed {2}0$/),
    expect.stringMatching(/^ ?1 {2}on hold {2}<when> {2}slack:T0123\/C0456 {2}call\.missed {2}0 {2}The app/),
  ]);
  const columns = rows.map(row => row.indexOf('slack:'));
  expect(new Set([head.indexOf('CHANNEL'), ...columns]).size).toBe(1);
  for (const row of [head, ...rows]) expect(row.length).toBeLessThanOrEqual(100);
});

test('colors: on a terminal, not where NO_COLOR is set, and in a pipe only where FORCE_COLOR is', async () => {
  const { cli } = await openFilled();
  const yellow = '\u001b[33mon hold';
  expect((await cli.onTerminal('deliveries', {})).out).toContain(yellow);
  expect((await cli.onTerminal('deliveries')).out).not.toContain('\u001b');
  expect((await cli.run('deliveries')).out).not.toContain('\u001b');
  const forced = await cli.onTerminal('doctor', { FORCE_COLOR: '1' });
  expect(forced.out).toContain('\u001b[32m✓');
});

test('in a pipe: tab-separated values without a header, whole and on one line', async () => {
  const { cli, id } = await openFilled();
  const { out, err } = await cli.run('deliveries', '--state', 'on-hold');
  const reason = "The app isn't in this channel. Run /invite @Callboard.";
  expect(err).toBe('');
  expect(lines(out)).toEqual([
    expect.stringMatching(
      new RegExp(`^1\ton-hold\t\\S+Z\tslack:T0123/C0456\t${id}\tcall\\.missed\t0\t${reason.replaceAll('.', '\\.')}$`),
    ),
  ]);
  const [json] = await cli.json('deliveries', '--state', 'on-hold');
  expect(json).toMatchObject({ id: 1, state: 'on-hold', error: expect.stringContaining("isn't in this channel") });
  expect(await cli.json('deliveries', '--state', 'queued')).toEqual([]);
});

test('the ledger is a table', async () => {
  const { cli } = await openFilled();
  const { out } = await cli.onTerminal('ledger');
  expect(lines(out).map(line => line.split(/ {2,}/))).toEqual([
    ['CHANNEL', 'RECEIVED', 'POSTED', 'BATCHED', 'IGNORED', 'MUTED', 'WAITING', 'FAILED', 'ON HOLD'],
    ['slack:T0123/C0456', '1', '0', '0', '0', '0', '1', '0', expect.stringMatching(/^The app .*…$/)],
    ['slack:T0123/C0789', '1', '0', '0', '1', '0', '0', '0'],
  ]);
  expect((await cli.run('ledger')).out).not.toContain('\\u000a');
});

test('why shows what was recorded, and today’s rules only where nothing was or where they changed', async () => {
  const { cli, id } = await openFilled();
  const out = (await cli.run('why', 'last')).out;
  expect(out).toMatch(
    new RegExp(`^call\\.missed ${id}\nReceived \\S+Z from cometchat as call_unanswered\\.\nTest webhook\\.\n`),
  );
  expect(out).toContain(`
preview:demo/calls: skipped, no rule matched
  1. no match: `);
  expect(out).toContain(`
slack:T0123/C0456: on hold
  Rule 1 posts it: { on: "call.*" }
  1. matched: event is call.missed
  Delivery 1
    On hold since `);
  expect(out).toContain(`
slack:T0123/C0789: ignored
  Rule 1 ignores it: { on: call.missed, do: ignore }
`);
  expect(out).not.toContain("today's rules");

  writeFileSync(
    join(cli.folder, 'new.yaml'),
    'channels:\n  preview:demo/calls: { rules: [{ on: call.missed }] }\n  slack:T0123/C0789: { rules: [{ on: "*" }] }\n',
  );
  expect((await cli.run('import', 'new.yaml')).code).toBe(0);
  const after = (await cli.run('why', '2')).out;
  expect(after).toMatch(
    /\npreview:demo\/calls: skipped, no rule matched\n {2}By today's rules \(changed since, \S+Z\): rule 1 would post it\n/,
  );
  expect(after).toMatch(
    /\n {2}Rule 1 ignores it: \{ on: call\.missed, do: ignore \}\n {2}By today's rules \(changed since, \S+Z\): rule 1 would post it\n/,
  );
  const terminal = await cli.onTerminal('why last');
  expect(terminal.out).toMatch(/^Received \d+:\d\d:\d\d [AP]M \((just now|\d+ s ago)\) from/m);
});

test('in scripts --quiet prints IDs only, and everything is retried only with --yes', async () => {
  const { cli, id } = await openFilled();
  expect((await cli.run('events', '-q')).out).toBe(`${id}\n`);
  expect((await cli.onTerminal('deliveries --quiet')).out).toBe('2\n1\n');
  expect((await cli.run('send-test', 'call.missed', '-q')).out).toMatch(/^evt_[0-9a-f]{32}\n$/);
  expect((await cli.run('send-test', '-q')).out).toMatch(/^call_initiated\n/);
  expect((await cli.run('events', '-q', '--json')).code).toBe(1);
  const unsure = { code: 1, out: '', err: 'Add --yes to retry everything without being asked.\n' };
  expect(await cli.run('retry', '--all')).toEqual(unsure);
  expect(await cli.run('retry', '--channel', 'slack:T0123/C0788')).toEqual({
    ...{ code: 1, out: '', err: 'Unknown channel "slack:T0123/C0788". Did you mean "slack:T0123/C0789"?\n' },
  });
});

test.each([
  ['y', '✓ Retrying 1 failed message: 1\n'],
  ['n', ''],
  ['', ''],
])('on a terminal retry --all asks first: %j', async (answer, out) => {
  const { cli } = await openFilled();
  await inStore(cli, async ({ database: { db } }) => {
    await db.updateTable('deliveries').set({ state: 'dead' }).where('id', '=', 1).execute();
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end(`${answer}\n`);
  const own = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  onTestFinished(() => void Object.defineProperty(process, 'stdin', own));
  const result = await cli.onTerminal('retry --all');
  expect(result).toMatchObject({ code: 0, out });
  expect(result.err).toContain('Retry 1 failed message? [y/N] ');
});

test('only failed messages can be retried, and the rest is an error', async () => {
  const { cli, id } = await openFilled();
  const [held, ignored, event, all] = [
    await cli.run('retry', '1'),
    await cli.run('retry', '2'),
    await cli.run('retry', id),
    await cli.run('retry', '--all', '--yes'),
  ];
  expect(held).toEqual({ code: 1, out: '', err: 'Delivery 1 is on hold; only failed messages can be retried.\n' });
  expect(ignored.err).toBe('Delivery 2 was ignored; only failed messages can be retried.\n');
  expect(event.err).toBe(`Event ${id} has nothing to retry: it isn't quarantined, and none of its messages failed.\n`);
  expect(all).toEqual({ code: 0, out: 'Nothing to retry.\n', err: '' });
});
