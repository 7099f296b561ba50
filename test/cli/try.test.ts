/** render, doctor, help, and what people get for a mistake. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { lines, openCli } from './run.ts';

const commands =
  'serve demo doctor simulate backtest render import export check diff events deliveries why replay ledger manifest'.split(
    ' ',
  );

test('render prints the body that each platform would be sent', async () => {
  const cli = openCli();
  const render = (platform: string) =>
    cli.json('render', 'call.missed', '--event', 'call_unanswered', '--platform', platform);
  const [[slack], [discord]] = await Promise.all([render('slack'), render('discord')]);
  expect(slack).toMatchObject({ text: expect.stringContaining('Missed voice call from'), unfurl_links: false });
  expect(JSON.stringify(discord?.components)).toContain('Missed voice call from');
  expect(discord?.allowed_mentions).toEqual({ parse: [], users: [], roles: [], replied_user: false });
});

test('doctor says what is there, and ends with 1 when something is to be mended', async () => {
  const fine = await openCli().run('doctor');
  expect(fine).toMatchObject({ code: 0, err: '' });
  expect(lines(fine.out)).toEqual([
    '✓ Database: SQLite works (0 waiting, 0 failed).',
    '– Sources: not set up. Unsigned webhooks are accepted from this machine only.',
    expect.stringMatching(/^ {2}Fix: Set COMETCHAT_USERNAME/),
    '– Slack: not set up.',
    '  Fix: Set SLACK_BOT_TOKEN.',
    '– Discord: not set up.',
    '  Fix: Set DISCORD_TOKEN.',
  ]);
  const broken = await openCli({ COMETCHAT_USERNAME: 'ann', LOG_LEVEL: 'loud' }).run('doctor', '--json');
  expect(broken.code).toBe(1);
  expect(JSON.parse(broken.out)).toEqual({
    ok: false,
    state: 'failed',
    text: expect.stringMatching(/LOG_LEVEL: is not one of .*\n {2}COMETCHAT_PASSWORD: is missing/),
  });
});

test('every command says what it does and takes', async () => {
  const program = createProgram();
  expect(program.commands.map(command => command.name()).toSorted()).toEqual(commands.toSorted());
  const { out } = await openCli().run('--help');
  for (const command of program.commands) {
    expect(out).toMatch(new RegExp(`^ {2}${command.name()} .*\\w`, 'm'));
    expect(command.helpInformation()).toMatch(new RegExp(`^Usage: callboard ${command.name()} .*\\n\\n\\w`));
    if (command.name() !== 'serve') expect(command.helpInformation()).toContain('--json');
  }
});

test('a mistake gets a sentence that says what was meant, no stack, and an exit code', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'text.json'), 'not json');
  const mistakes: [string[], RegExp][] = [
    [['simulat', 'call_unanswered'], /^error: unknown command 'simulat'\n\(Did you mean simulate\?\)/],
    [['events', '--typ', 'x'], /^error: unknown option '--typ'\n\(Did you mean --type\?\)/],
    [['events', '--limit', '0'], /^--limit 0: write a whole number from 1 to 1000000\.\n$/],
    [['deliveries', '--since', 'monday'], /^--since monday: write it as 90s, 30m, 12h or 7d\.\n$/],
    [['deliveries', '--state', 'lost'], /Allowed choices are pending, sending, sent, folded, dead, ignored, muted/],
    [
      ['simulate', 'call_unanserd'],
      /^call_unanserd is neither a trigger nor a file; did you mean call_unanswered\?\n$/,
    ],
    [['simulate', 'text.json', '--source', 'cometchat'], /^text\.json is not JSON: /],
    [['simulate', 'call_busy', '--source', 'comet'], /^There is no source comet; there are: cometchat, videosdk\.\n$/],
    [['why', 'evt_0'], /^There is no event evt_0; callboard events lists them\.\n$/],
    [['replay'], /^Say what to replay: the id of a delivery or an event, --channel, --since or --all\.\n$/],
    [['import', 'nowhere.yaml'], /^Cannot read nowhere\.yaml: ENOENT/],
    [['render', 'call.mised', '--event', 'call_busy', '--platform', 'slack'], /did you mean call\.missed\?\n$/],
    [['render', 'call.missed', '--event', 'call_busy', '--platform', 'slak'], /did you mean slack\?\n$/],
    [['demo', '--pause', 'long'], /^--pause long: write milliseconds as a whole number\.\n$/],
  ];
  const results = await Promise.all(mistakes.map(([args]) => cli.run(...args)));
  for (const [at, [args, sentence]] of mistakes.entries()) {
    expect(results[at], args.join(' ')).toMatchObject({ code: 1, out: '', err: expect.stringMatching(sentence) });
    expect(results[at]?.err, args.join(' ')).not.toMatch(/^ {4}at /m);
  }
});

test('as a process it prints the same, and its exit code tells that it failed', async () => {
  const cli = openCli();
  const results = await Promise.all([cli.spawn('events', '--limit', '0'), cli.spawn('events', '--typ', 'x')]);
  expect(results).toEqual([await cli.run('events', '--limit', '0'), await cli.run('events', '--typ', 'x')]);
  expect(results).toEqual([expect.objectContaining({ code: 1 }), expect.objectContaining({ code: 1 })]);
});

test('a wrong configuration or store is a sentence too', async () => {
  const [wrong, gone] = await Promise.all([
    openCli({ PORT: 'http' }).run('events'),
    openCli({ DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/none' }).run('events'),
  ]);
  expect(wrong).toEqual({
    code: 1,
    out: '',
    err: 'The configuration has a problem:\n  PORT: is not a port number, 0 to 65535\n',
  });
  expect(gone).toMatchObject({ code: 1, out: '', err: expect.stringContaining('DATABASE_URL') });
  expect(gone.err).not.toMatch(/hunter2|^ {4}at /m);
});

test("the package's command runs on the Node that the machine has, whichever that is", () => {
  // Without the folders that npm adds, `node` is the machine's own.
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.includes('node_modules'));
  const bin = join(import.meta.dirname, '../../bin/callboard.js');
  const env = { PATH: path.join(delimiter) };
  expect(execFileSync(bin, ['why', '--help'], { env, encoding: 'utf8' })).toMatch(/^Usage: callboard why /);
});
