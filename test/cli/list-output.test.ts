/** The lists of events and deliveries: on a terminal, in a pipe, in color and as IDs only. */
import { expect, test } from 'vitest';
import { lines, openCli } from './cli-harness.ts';
import { openFilledStore } from './filled-store.ts';

test('on a terminal, lists have aligned columns with headers, relative times, a count and the next step', async () => {
  const { cli, id } = await openFilledStore();
  const events = await cli.onTerminal('events');
  expect(lines(events.out)).toEqual([
    `RECEIVED  ID                                    TYPE         SOURCE     STATUS`,
    expect.stringMatching(new RegExp(`^(just now|\\d+ s ago) +${id}  call\\.missed  cometchat  received \\(test\\)$`)),
  ]);
  expect(lines(events.err)).toEqual(['1 event.', 'Explain one: callboard why <ID>']);
  expect((await cli.onTerminal('events --limit 1')).err).toContain('1 event.');
  await cli.run('send-test', 'call.missed');
  expect((await cli.onTerminal('events --limit 1')).err).toContain('1 of 2 events. Show more with --limit 2.');

  const { out } = await cli.onTerminal('deliveries');
  const [head = '', ...rows] = lines(out);
  expect(head).toMatch(/^ID {2}STATE {4}CREATED +CHANNEL {12}TYPE {9}ATTEMPTS {2}REASON$/);
  expect(rows.map(row => row.replace(/just now|\d+ s ago/, '<when>').replace(/ {2,}/g, '  '))).toEqual([
    expect.stringMatching(/^ ?2 {2}ignored {2}<when> {2}slack:T0123\/C0789 {2}call\.missed {2}0$/),
    expect.stringMatching(/^ ?1 {2}on hold {2}<when> {2}slack:T0123\/C0456 {2}call\.missed {2}0 {2}The app/),
  ]);
  const columns = rows.map(row => row.indexOf('slack:'));
  expect(new Set([head.indexOf('CHANNEL'), ...columns]).size).toBe(1);
  for (const row of [head, ...rows]) expect(row.length).toBeLessThanOrEqual(100);
});

test('colors appear on a terminal without NO_COLOR, and in a pipe with FORCE_COLOR', async () => {
  const { cli } = await openFilledStore();
  const yellow = '\u001b[33mon hold';
  expect((await cli.onTerminal('deliveries', {})).out).toContain(yellow);
  expect((await cli.onTerminal('deliveries')).out).not.toContain('\u001b');
  expect((await cli.run('deliveries')).out).not.toContain('\u001b');
  const forced = await cli.onTerminal('doctor', { FORCE_COLOR: '1' });
  expect(forced.out).toContain('\u001b[32m✓');
});

test('in a pipe, rows are tab-separated complete values on one line, without a header', async () => {
  const { cli, id } = await openFilledStore();
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

test('--quiet prints IDs only', async () => {
  const { cli, id } = await openFilledStore();
  expect((await cli.run('events', '-q')).out).toBe(`${id}\n`);
  expect((await cli.onTerminal('deliveries --quiet')).out).toBe('2\n1\n');
  expect((await cli.run('send-test', 'call.missed', '-q')).out).toMatch(/^evt_[0-9a-f]{32}\n$/);
  expect((await cli.run('send-test', '-q')).out).toMatch(/^call_initiated\n/);
  expect((await cli.run('events', '-q', '--json')).code).toBe(1);
});

test('an empty list names the filters, so that a wrong one is seen', async () => {
  const cli = openCli();
  await cli.createStore();
  expect((await cli.run('events', '--status', 'quarantined')).err).toBe('No events with --status quarantined.\n');
  expect((await cli.run('events', '--type', 'call.missed', '--since', '1d')).err).toBe(
    'No events with --type call.missed in this period.\n',
  );
  expect((await cli.run('deliveries', '--since', '1d')).err).toBe('No messages in this period.\n');
});
