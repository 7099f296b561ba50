/** Help, version and error messages of the whole program. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { openCli } from './cli-harness.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

const commands =
  'serve demo console-link doctor prune send-test backtest render import export check diff events deliveries why retry ledger manifest'.split(
    ' ',
  );

test('the help describes every command, argument and option', async () => {
  const program = createProgram();
  expect(program.commands.map(command => command.name()).toSorted()).toEqual(commands.toSorted());
  const { out } = await openCli().run('--help');
  for (const command of program.commands) {
    expect(out).toMatch(new RegExp(`^ {2}${command.name()} .*\\w`, 'm'));
    expect(command.helpInformation()).toMatch(new RegExp(`^Usage: callboard ${command.name()} .*\\n\\n\\w`));
    if (!['serve', 'console-link'].includes(command.name())) expect(command.helpInformation()).toContain('--json');
    for (const { description } of [...command.options, ...command.registeredArguments]) {
      expect(description, command.name()).toMatch(/^[A-Z]/);
    }
  }
  for (const group of ['Run:', 'Set up:', 'Inspect:', 'Fix:', 'Try:']) expect(out).toContain(`\n${group}\n`);
  expect(out).not.toContain('\nCommands:\n');
});

test.each(commands)('the help of %s has an example', async name => {
  const { code, out } = await openCli().run(name, '--help');
  expect(code).toBe(0);
  const [, example = ''] = /\nExamples?:\n {2}\$ callboard (.*)/.exec(out) ?? [];
  expect(example.split(' ')).toContain(name);
});

test("--version prints the package's version", async () => {
  expect(await openCli().run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test('a mistake gets a message with a suggestion, no stack, and exit code 1', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'text.json'), 'not json');
  const mistakes: [string[], RegExp][] = [
    [
      ['send-tests', 'call_unanswered'],
      /^Unknown command "send-tests"\. Did you mean "send-test"\?\nSee callboard --help\.\n$/,
    ],
    [['events', '--typ', 'x'], /^Unknown option "--typ"\. Did you mean "--type"\?\nSee callboard events --help\.\n$/],
    [['events', '--limit', '0'], /^Invalid --limit "0"\. Use a whole number from 1 to 1,000,000\.\n$/],
    [['deliveries', '--since', 'monday'], /^Invalid --since "monday"\. Use a time like 30m, 12h or 7d\.\n$/],
    [
      ['deliveries', '--state', 'lost'],
      /^Invalid --state "lost"\. Use queued, sending, retrying, on-hold, posted, batched, superseded, ignored, muted or failed\.\nSee callboard deliveries --help\.\n$/,
    ],
    [
      ['send-test', 'call_unanserd'],
      /^Unknown event type, trigger or file "call_unanserd"\. Did you mean "call_unanswered"\?\n$/,
    ],
    [
      ['send-test', 'text.json', '--source', 'cometchat'],
      /^text\.json isn't valid JSON\. Use a file that holds the body of one webhook\.\n$/,
    ],
    [
      ['send-test', 'call_busy', '--source', 'cometcat'],
      /^Unknown source "cometcat"\. Did you mean "cometchat"\? Sources: cometchat, videosdk, standard\.\n$/,
    ],
    [['why', 'evt_0'], /^Event evt_0 not found\. List events with: callboard events\n$/],
    [['why', '7'], /^Message 7 not found\. List messages with: callboard deliveries\n$/],
    [['why', 'last'], /^No events received yet\. Send a test with: callboard send-test call\.missed\n$/],
    [['events', '--type', 'call.mised'], /^Unknown event type "call\.mised"\. Did you mean "call\.missed"\?\n$/],
    [['events', '--source', 'video'], /^Unknown source "video"/],
    [['deliveries', '--channel', 'slack:T1/C1'], /^Unknown channel "slack:T1\/C1"\.\n$/],
    [['deliveries', '--event', 'evt_0'], /^Event evt_0 not found\./],
    [
      ['render', 'call.missed', '--event', 'call_busy'],
      /^Missing option: --platform <platform>\.\nSee callboard render --help\.\n$/,
    ],
    [['why'], /^Missing argument: <id>\.\nSee callboard why --help\.\n$/],
    [['retry', '9999'], /^Message 9999 not found\. List failed messages with: callboard deliveries --state failed\n$/],
    [['retry', 'evt_0'], /^Event evt_0 not found\./],
    [['retry', 'x'], /^Invalid ID "x"\. Use a message ID \(a number\) or an event ID \(evt_…\)\.\n$/],
    [['--demo', 'why', 'last'], /^No demo is running\. Start one in another terminal with: callboard demo\n$/],
    [['retry'], /^Nothing chosen to retry\. Add an ID, --channel, --since or --all\.\n$/],
    [['import', 'nowhere.yaml'], /^File nowhere\.yaml not found\.\n$/],
    [
      ['render', 'call.mised', '--event', 'call_busy', '--platform', 'slack'],
      /^Unknown template "call\.mised"\. Did you mean "call\.missed"\?\n$/,
    ],
    [
      ['render', 'call.missed', '--event', 'call_busy', '--platform', 'slak'],
      /^Unknown platform "slak"\. Did you mean "slack"\? Use slack, discord, webhook or preview\.\n$/,
    ],
    [['demo', '--pause', 'long'], /^Invalid --pause "long"\. Use a whole number of milliseconds\.\n$/],
  ];
  const results = await Promise.all(mistakes.map(([args]) => cli.run(...args)));
  for (const [at, [args, message]] of mistakes.entries()) {
    expect(results[at], args.join(' ')).toMatchObject({ code: 1, out: '', err: expect.stringMatching(message) });
    expect(results[at]?.err, args.join(' ')).not.toMatch(/^ {4}at /m);
  }
});

test('a wrong setting or an unreachable store is reported without stack or password', async () => {
  const [wrongPort, unreachable] = await Promise.all([
    openCli({ PORT: 'http' }).run('events'),
    openCli({ DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/none' }).run('events'),
  ]);
  expect(wrongPort).toEqual({
    code: 1,
    out: '',
    err: 'Fix this setting in .env or the environment:\n  PORT must be a number from 0 to 65535\n',
  });
  expect(unreachable).toMatchObject({ code: 1, out: '', err: expect.stringContaining('DATABASE_URL') });
  expect(unreachable.err).not.toMatch(/hunter2|^ {4}at /m);
});

const file = 'channels: { "slack:T0123/C0456": { rules: [{ on: call.missed }] } }';

test.each([
  ...[
    'events',
    'deliveries',
    'why last',
    'ledger',
    'retry --all',
    'prune --vacuum',
    'export',
    'backtest callboard.yaml',
  ],
  ...['check callboard.yaml', 'diff callboard.yaml', 'import callboard.yaml --dry-run'],
  'render call.missed --event call_unanswered --platform slack',
])('%s creates no store', async command => {
  const cli = openCli({ DATABASE_URL: 'sqlite:typo/x.db' });
  writeFileSync(join(cli.folder, 'callboard.yaml'), file);
  const { code, err } = await cli.run(...command.split(' '));
  expect(readdirSync(cli.folder)).toEqual(['callboard.yaml']);
  if (/^(check|diff|import|render) /.test(command)) return expect(code).toBe(0);
  expect(err).toBe("There's no store at typo/x.db (DATABASE_URL). Callboard creates it at its first start.\n");
  expect(code).toBe(1);
});
