/** send-test, backtest, render: trying things out. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { findEventType } from '../events/types.ts';
import { type Backtest, backtestFile } from '../operations/backtest.ts';
import type { Core } from '../operations/core.ts';
import { readConfigFile } from '../operations/import-export.ts';
import { allTriggers, findBody, type Trigger } from '../operations/read-sample.ts';
import { renderFor } from '../operations/render-event.ts';
import { commitTo, type SentTest, sendTest } from '../operations/send-test.ts';
import { platformKinds } from '../platforms/index.ts';
import type { Tally } from '../rules/compare-decisions.ts';
import { openSources } from '../sources/registry.ts';
import { type ShownState, shownStates, stateWords } from '../store/deliveries/delivery-states.ts';
import { listShown, type ShownDelivery } from '../store/deliveries/shown-deliveries.ts';
import { isRouted } from '../store/events/events.ts';
import { isServed } from '../store/replicas/serving.ts';
import { listSources } from '../store/sources/sources.ts';
import { counted } from '../util/plural.ts';
import { addExamples, printJson, quiet, since, withCore } from './output.ts';
import { type Column, printTable } from './table.ts';
import { clean, command, failure, hint, hintBelow, success } from './terminal.ts';

interface TestOptions {
  source?: string;
  asIs?: boolean;
  real?: boolean;
  json?: boolean;
  quiet?: boolean;
}

export function addTryCommands(program: Command): void {
  const group = 'Try:';

  const test = program
    .command('send-test')
    .argument('[what]', 'Trigger, event type or JSON file; without it, all triggers are listed')
    .helpGroup(group)
    .description('Send a test webhook. It posts to preview channels, marked [Test], and pings no one.')
    .option('--real', 'Post to real channels as well')
    .option('--source <name>', 'Source name (required for files if you have several)')
    .option('--as-is', "Keep the sample's original IDs and times (repeat sends count as duplicates)")
    .addOption(quiet())
    .option('--json', 'Output as JSON')
    .action((what: string | undefined, options: TestOptions) =>
      what === undefined ? listTriggers(options) : withCore(core => send(core, what, options)),
    );
  addExamples(
    test,
    'send-test',
    'send-test call.missed',
    'send-test call_unanswered --real',
    'send-test webhook.json --source cometchat',
  );

  const render = program
    .command('render')
    .argument('<template>', 'Template name')
    .helpGroup(group)
    .description('Preview the JSON that a template would send')
    .requiredOption('--event <event>', 'Trigger, event type or JSON file to fill the template with')
    .requiredOption('--platform <platform>', `Platform: ${Object.keys(platformKinds).join(', ')}`)
    .option('--json', 'Output on one line')
    .action((template: string, { event, platform, json }: { event: string; platform: string; json?: boolean }) =>
      withCore(async core => {
        const body = await renderFor(core, { template, event, platform });
        console.log(JSON.stringify(body, null, json ? 0 : 2));
      }),
    );
  addExamples(render, 'render call.missed --event call_unanswered --platform slack');

  const backtest = program
    .command('backtest')
    .argument('<file>', 'A callboard.yaml')
    .helpGroup(group)
    .description("Compare a file's rules with the current ones on past events")
    .addOption(new Option('--since <time>', 'How far back, e.g. 12h or 7d').argParser(since).default(since('7d'), '7d'))
    .option('--json', 'Output as JSON lines')
    .action((path: string, { since: from, json }: { since: number; json?: boolean }) =>
      withCore(async core => {
        const file = await readConfigFile(core, path);
        const rows = await backtestFile(core, file, { since: from, most: mostBacktested });
        printTable(rows, backtestColumns, { json, toJson: toJsonBacktest, none: 'The file has no channels.' });
        if (json) return;
        if (rows.length > 0 && rows.every(({ onlyTests }) => onlyTests))
          console.error("Only test webhooks were received in this time. They aren't counted.");
        else if (rows.some(({ stopped }) => stopped))
          console.error('Some conditions took too long, so only part of the events was checked.');
        else if (rows.some(({ cut }) => cut))
          hintBelow(`Only the newest ${counted(mostBacktested, 'event')} were checked.`);
        else if (rows.length > 0)
          hintBelow(`${counted(rows.length, 'channel')}.`, `Apply the file: ${command(`import ${path}`)}`);
      }),
    );
  addExamples(backtest, 'backtest callboard.yaml --since 30d');
}

const triggerColumns: readonly Column<Trigger>[] = [
  { header: 'TRIGGER', value: ({ trigger }) => trigger },
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'PROVIDER', value: ({ provider }) => provider.title },
  { header: 'MEANING', value: ({ type }) => findEventType(type)?.meaning ?? '' },
];

function listTriggers({ json, quiet }: TestOptions): void {
  if (quiet) return void console.log(allTriggers.map(({ trigger }) => trigger).join('\n'));
  const toJson = ({ trigger, type, provider }: Trigger) => ({ trigger, type, provider: provider.name });
  printTable(allTriggers, triggerColumns, { json, toJson, none: '' });
  if (!json)
    hintBelow(`${counted(allTriggers.length, 'trigger')}.`, `Send one: ${command('send-test <trigger or type>')}`);
}

async function send(core: Core, what: string, { source, asIs, real, json, quiet }: TestOptions): Promise<void> {
  const config = readConfig();
  const sources = openSources(config, await listSources(core.database.db));
  const reach = real ? 'real' : 'preview';
  const sent = await sendTest(commitTo(core.database), sources, { ...(await findBody(what)), source, asIs, reach });
  if (sent.status === 'quarantined') process.exitCode = 1;
  if (json) return printJson(sent);
  if (quiet) return void console.log(sent.id);
  const outcome = await describeSent(core, sent, config.databaseUrl, Boolean(real));
  for (const line of outcome) console.log(line);
  hint(`See what happened: ${command(`why ${sent.id}`)}`);
}

async function describeSent(core: Core, sent: SentTest, url: string, real: boolean): Promise<string[]> {
  const { id, source, status, problems, seq } = sent;
  if (status === 'duplicate') return [`– Duplicate: ${id} was received before.`];
  if (status === 'quarantined') {
    return [failure(`Quarantined: ${id} can't be read.`), ...problems.map(problem => clean(`  ${problem}`))];
  }
  const received = success(`Test received: ${id} from ${source}`);
  if (!(await isServed(core.database, url))) {
    return [received, `  No server is running. It's posted once you start it: ${command('serve')}`];
  }
  const deliveries = await settle(core, id, seq ?? 0);
  return [received, ...describeDeliveries(deliveries, real).map(line => `  ${clean(line)}`)];
}

/** Milliseconds that a server is given for a test. */
const patience = 10_000;

/** Waits until the server has posted it everywhere, or can't for now. */
async function settle({ database: { db } }: Core, event: string, seq: number): Promise<ShownDelivery[]> {
  const end = Date.now() + patience;
  for (;;) {
    const deliveries = await listShown(db, { event, limit: 1000 });
    const isMoving = deliveries.some(({ shown }) => shown === 'queued' || shown === 'sending');
    if ((!isMoving && (await isRouted(db, seq))) || Date.now() > end) return deliveries;
    await delay(50);
  }
}

function describeDeliveries(deliveries: readonly ShownDelivery[], real: boolean): string[] {
  if (deliveries.length === 0) {
    return [
      real
        ? 'Not posted: no rule matches it.'
        : "Not posted: no preview channel's rules match it. Post to real channels with --real.",
    ];
  }
  return shownStates.flatMap(state => {
    const channels = deliveries
      .filter(({ shown }) => shown === state)
      .map(({ channel }) => channel)
      .sort();
    return channels.length > 0
      ? [`${capitalize(state)} in ${counted(channels.length, 'channel')}: ${channels.join(', ')}`]
      : [];
  });
}

function capitalize(state: ShownState): string {
  const words = stateWords[state];
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The newest; more than these take minutes. */
const mostBacktested = 100_000;

type BacktestRow = { channel: string } & Backtest;
type Count = 'posted' | 'ignored' | 'unmatched';

/** `12 → 14 (+2)`, or `12` where nothing changes. */
function difference(header: string, count: Count): Column<BacktestRow>[] {
  const shown = ({ now, next }: BacktestRow) => {
    const change = next[count] - now[count];
    return change === 0
      ? String(now[count])
      : `${now[count]} → ${next[count]} (${change > 0 ? '+' : '−'}${Math.abs(change)})`;
  };
  return [
    {
      header,
      value: ({ now }) => now[count],
      shown,
      style: ({ now, next }) => (now[count] === next[count] ? undefined : 'yellow'),
    },
    { header: `${header} THEN`, value: ({ next }) => next[count], onlyPiped: true },
  ];
}

const backtestColumns: readonly Column<BacktestRow>[] = [
  { header: 'CHANNEL', value: ({ channel }) => channel },
  { header: 'EVENTS', value: ({ events }) => events, align: 'right' },
  ...difference('POSTED', 'posted'),
  ...difference('IGNORED', 'ignored'),
  ...difference('NO RULE', 'unmatched'),
];

function toJsonBacktest({ channel, events, onlyTests, cut, stopped, now, next }: BacktestRow) {
  return { channel, events, onlyTests, cut, stopped, now: counts(now), next: counts(next) };
}

function counts({ posted, ignored, unmatched }: Tally) {
  return { posted, ignored, unmatched };
}
