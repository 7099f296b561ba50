/** send-test: sends a test webhook and shows where it was posted. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import type { Core } from '../../operations/core.ts';
import { allTriggers, findBody, type Trigger } from '../../operations/read-sample.ts';
import { commitTo, type SentTest, sendTest } from '../../operations/send-test.ts';
import { readAllHolds } from '../../operations/why/not-set-up.ts';
import { openSources } from '../../sources/open-sources.ts';
import { exampleSource, triggerMeaning } from '../../sources/providers/index.ts';
import { type ShownState, shownStates, stateWords } from '../../store/deliveries/delivery-states.ts';
import { listShown, type ShownDelivery } from '../../store/deliveries/shown-deliveries.ts';
import { isRouted } from '../../store/events/events.ts';
import { isServed } from '../../store/replicas/serving.ts';
import { listSources } from '../../store/sources/sources.ts';
import { counted } from '../../util/plural.ts';
import { addExamples, printJson, quietOption, withCore } from '../output.ts';
import { type Column, printTable } from '../table.ts';
import { clean, command, failure, hint, hintBelow, success } from '../terminal.ts';

interface TestOptions {
  source?: string;
  asIs?: boolean;
  real?: boolean;
  json?: boolean;
  quiet?: boolean;
}

export function addSendTestCommand(program: Command): void {
  const test = program
    .command('send-test')
    .argument('[trigger]', 'Trigger, event type or JSON file. Leave it out to list all triggers.')
    .helpGroup('Try:')
    .description('Send a test webhook. Its messages go to preview channels, are marked [Test] and ping no one.')
    .option('--real', 'Post to real channels as well')
    .option('--source <name>', 'Source name (required for files if you have several)')
    .option('--as-is', "Keep the sample's IDs and times (sending it twice counts as a duplicate)")
    .addOption(quietOption())
    .option('--json', 'Output as JSON')
    .action((sample: string | undefined, options: TestOptions) =>
      sample === undefined ? listTriggers(options) : withCore(core => send(core, sample, options), 'created'),
    );
  addExamples(
    test,
    'send-test',
    'send-test call.missed',
    'send-test call_unanswered --real',
    `send-test webhook.json --source ${exampleSource}`,
  );
}

const triggerColumns: readonly Column<Trigger>[] = [
  { header: 'TRIGGER', value: ({ trigger }) => trigger },
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'PROVIDER', value: ({ provider }) => provider.title },
  { header: 'MEANING', value: ({ provider, trigger }) => triggerMeaning(provider, trigger) },
];

function listTriggers({ json, quiet }: TestOptions): void {
  if (quiet) return void console.log(allTriggers.map(({ trigger }) => trigger).join('\n'));
  const toJson = ({ trigger, type, provider }: Trigger) => ({ trigger, type, provider: provider.name });
  printTable(allTriggers, triggerColumns, { json, toJson, none: '' });
  if (!json)
    hintBelow(`${counted(allTriggers.length, 'trigger')}.`, `Send one: ${command('send-test <trigger or type>')}`);
}

async function send(core: Core, sample: string, { source, asIs, real, json, quiet }: TestOptions): Promise<void> {
  const config = readConfig();
  const sources = openSources(config, await listSources(core.database.db));
  const reach = real ? 'real' : 'preview';
  const chosen = source === undefined ? null : sources.find(source);
  const body = await findBody(
    sample,
    (chosen ? [chosen] : sources.all).map(({ provider }) => provider),
  );
  const sent = await sendTest(commitTo(core.database), sources, { ...body, source, asIs, reach });
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
    return [failure(`Quarantined: ${id} is unreadable.`), ...problems.map(problem => clean(`  ${problem}`))];
  }
  const received = success(`Test received: ${id} from ${source}`);
  if (!(await isServed(core.database, url))) {
    return [received, `  No server is running. Start one to post the test: ${command('serve')}`];
  }
  const deliveries = await waitForDeliveries(core, id, seq ?? 0);
  return [received, ...describeDeliveries(deliveries, real).map(line => `  ${clean(line)}`)];
}

/** Milliseconds to wait for a running server to post a test. */
const settleTimeout = 10_000;

/** Resolves with the event's deliveries once each is posted or waits for something, or after the timeout. */
async function waitForDeliveries({ database: { db } }: Core, event: string, seq: number): Promise<ShownDelivery[]> {
  const holds = await readAllHolds(db, readConfig());
  const end = Date.now() + settleTimeout;
  for (;;) {
    const deliveries = await listShown(db, { event, limit: 1000 }, holds);
    const isInProgress = deliveries.some(({ shown }) => shown === 'queued' || shown === 'sending');
    if ((!isInProgress && (await isRouted(db, seq))) || Date.now() > end) return deliveries;
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
