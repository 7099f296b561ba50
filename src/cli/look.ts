/** events, why, deliveries, ledger. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { StoredEvent } from '../events/event.ts';
import type { Core } from '../operations/core.ts';
import { describeWhy, why } from '../operations/why.ts';
import { type LedgerLine, readLedger } from '../store/deliveries/deliveries.ts';
import { type ShownState, shownStates, stateWords } from '../store/deliveries/delivery-states.ts';
import {
  countShown,
  listShown,
  readHolds,
  type ShownDelivery,
  type ShownFilter,
} from '../store/deliveries/shown-deliveries.ts';
import { countEvents, type EventFilter, lastSeq, listEvents } from '../store/events/events.ts';
import { counted } from '../util/plural.ts';
import { relativeTime } from '../util/relative-time.ts';
import { checkDeliveryFilter, checkEventFilter, findEventId, notFound } from './find-stored.ts';
import { addExamples, count, printJson, quiet, since, withCore } from './output.ts';
import { type Column, layOut, printTable, type TableLayout, writeTabs } from './table.ts';
import { command, hint, hintBelow, isTerminal, moment, paint, type Style, terminalWidth } from './terminal.ts';

export function addLookCommands(program: Command): void {
  const group = 'Inspect:';
  const sinceHelp = 'How far back, e.g. 30m, 12h or 7d';

  const events = program
    .command('events')
    .helpGroup(group)
    .description('List received events')
    .option('--type <type>', 'Filter by type, e.g. call.missed')
    .option('--source <name>', 'Filter by source')
    .addOption(new Option('--status <status>', 'Filter by status').choices(['accepted', 'quarantined']))
    .option('--since <time>', sinceHelp, since)
    .option('--limit <count>', 'Maximum number of results', count, 50)
    .option('-f, --follow', 'Print new events as they are received')
    .addOption(quiet())
    .option('--json', 'Output as JSON lines')
    .action(({ json, quiet, follow, ...filter }: EventFilter & Output & { follow?: boolean }) =>
      withCore(core => (follow ? followEvents : showEvents)(core, filter, { json, quiet })),
    );
  addExamples(events, 'events --type call.missed --since 1d', 'events --status quarantined -q', 'events --follow');

  const deliveries = program
    .command('deliveries')
    .helpGroup(group)
    .description('List messages and their delivery status')
    .option('--channel <channel>', 'Filter by channel, e.g. slack:T0123/C0456')
    .addOption(new Option('--state <state>', 'Filter by state').choices(shownStates))
    .option('--event <id>', 'Filter by event')
    .option('--since <time>', sinceHelp, since)
    .option('--limit <count>', 'Maximum number of results', count, 50)
    .addOption(quiet())
    .option('--json', 'Output as JSON lines')
    .action(({ json, quiet, ...filter }: ShownFilter & Output) =>
      withCore(core => showDeliveries(core, filter, { json, quiet })),
    );
  addExamples(deliveries, 'deliveries --state failed', 'deliveries --state on-hold --channel slack:T0123/C0456');

  const whyCommand = program
    .command('why')
    .argument('<event>', 'Event ID, delivery number, or "last" for the newest event')
    .helpGroup(group)
    .description("Explain why an event was or wasn't posted")
    .option('--json', 'Output as JSON')
    .action((what: string, { json }: { json?: boolean }) => withCore(core => explainEvent(core, what, json)));
  addExamples(whyCommand, 'why last', 'why evt_0123456789abcdef0123456789abcdef', '--demo why last');

  const ledger = program
    .command('ledger')
    .helpGroup(group)
    .description('Show delivery totals per channel')
    .option('--since <time>', sinceHelp, '1d')
    .option('--json', 'Output as JSON lines')
    .action((options: { since: string; json?: boolean }) =>
      withCore(core => showLedger(core, since(options.since), options.json)),
    );
  addExamples(ledger, 'ledger --since 7d');
}

const eventColumns: readonly Column<StoredEvent>[] = [
  {
    header: 'RECEIVED',
    value: ({ receivedAt }) => receivedAt,
    shown: ({ receivedAt }) => relativeTime(Date.parse(receivedAt)),
    style: () => 'dim',
  },
  { header: 'ID', value: ({ id }) => id },
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'SOURCE', value: ({ source }) => source },
  {
    header: 'STATUS',
    value: ({ status }) => status,
    shown: ({ status, test }) => (status === 'quarantined' ? status : test ? 'test' : ''),
    style: ({ status }) => (status === 'quarantined' ? 'red' : 'dim'),
  },
  { header: 'TEST', value: ({ test }) => test ?? '', onlyPiped: true },
];

interface Output {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
}

async function showEvents({ database: { db } }: Core, filter: EventFilter, output: Output): Promise<void> {
  const events = await listEvents(db, filter);
  if (events.length === 0) await checkEventFilter(db, filter);
  printTable(events, eventColumns, { ...output, toJson: toJsonEvent, none: 'No events match.' });
  if (!isTerminal() || output.json || output.quiet || events.length === 0) return;
  hintBelow(
    describeCount(events.length, await countEvents(db, filter), all => counted(all, 'event')),
    `Explain one: ${command('why <ID>')}`,
  );
}

/** `50 of 340 events. Show more with --limit 100.` */
function describeCount(shown: number, all: number, words: (all: number) => string): string {
  return shown < all
    ? `${shown} of ${words(all)}. Show more with --limit ${Math.min(2 * shown, all)}.`
    : `${words(shown)}.`;
}

/** Milliseconds between two looks at the store. */
const followEvery = 500;

/** Until the process is interrupted, or whoever reads the output stops. */
async function followEvents({ database: { db } }: Core, filter: EventFilter, { json, quiet }: Output): Promise<void> {
  await checkEventFilter(db, filter);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const layout: TableLayout = { widths: [11, 36, 20, 12, 11] };
  if (!json && !quiet && isTerminal()) console.log(layOut([], eventColumns, null, undefined).join(''));
  hint('Waiting for events. Ctrl+C stops.');
  let after = await lastSeq(db);
  const { since: _since, limit: _limit, ...which } = filter;
  while (!stopping.signal.aborted) {
    const events = await listEvents(db, { ...which, after, limit: 100 });
    for (const event of events) {
      if (json) printJson(toJsonEvent(event));
      else if (quiet) console.log(event.id);
      else if (isTerminal()) console.log(layOut([event], eventColumns, terminalWidth(), layout).join(''));
      else console.log(writeTabs(event, eventColumns));
    }
    after = events.at(-1)?.seq ?? after;
    await delay(followEvery, undefined, { signal: stopping.signal }).catch(() => {});
  }
}

const stateStyles: Record<ShownState | 'skipped', Style> = {
  queued: 'cyan',
  retrying: 'yellow',
  'on-hold': 'yellow',
  sending: 'cyan',
  posted: 'green',
  batched: 'green',
  ignored: 'dim',
  muted: 'dim',
  failed: 'red',
  skipped: 'dim',
};

const deliveryColumns: readonly Column<ShownDelivery>[] = [
  { header: 'ID', value: ({ id }) => id, align: 'right' },
  {
    header: 'STATE',
    value: ({ shown }) => shown,
    shown: ({ shown }) => stateWords[shown],
    style: ({ shown }) => stateStyles[shown],
  },
  {
    header: 'CREATED',
    value: ({ createdAt }) => new Date(createdAt).toISOString(),
    shown: ({ createdAt }) => relativeTime(createdAt),
    style: () => 'dim',
  },
  { header: 'CHANNEL', value: ({ channel }) => channel },
  { header: 'EVENT', value: ({ eventId }) => eventId, onlyPiped: true },
  { header: 'TYPE', value: ({ type }) => type },
  { header: 'TRIES', value: ({ attempts }) => attempts, align: 'right' },
  { header: 'REASON', value: ({ reason }) => reason },
];

async function showDeliveries({ database: { db } }: Core, filter: ShownFilter, output: Output): Promise<void> {
  const shown = await listShown(db, filter);
  if (shown.length === 0) await checkDeliveryFilter(db, filter);
  printTable(shown, deliveryColumns, { ...output, toJson: toJsonDelivery, none: 'No deliveries match.' });
  if (!isTerminal() || output.json || output.quiet || shown.length === 0) return;
  hintBelow(
    describeCount(shown.length, await countShown(db, filter), all => counted(all, 'delivery', 'deliveries')),
    shown.some(one => one.shown === 'failed')
      ? `Retry a failed message: ${command('retry <ID>')}`
      : `Explain one: ${command('why <ID>')}`,
  );
}

async function explainEvent({ database: { db } }: Core, what: string, json?: boolean): Promise<void> {
  const answer = await why(db, await findEventId(db, what));
  if (!answer) throw notFound(what);
  if (json) {
    const { lines: _lines, event, ...rest } = answer;
    return printJson({ event: toJsonEvent(event), ...rest });
  }
  for (const { text, is, state } of describeWhy(answer, moment)) {
    const [address, rest] = state ? splitTitle(text) : [text, ''];
    const style = is === 'title' ? 'bold' : undefined;
    console.log(paint(style, address) + (state ? paint(stateStyles[state], rest) : ''));
  }
}

/** `slack:T0123/C0456: posted` after its address. */
function splitTitle(text: string): [string, string] {
  const at = text.lastIndexOf(': ') + 2;
  return [text.slice(0, at), text.slice(at)];
}

interface LedgerRow extends LedgerLine {
  /** Why the channel is on hold; null: it isn't. */
  reason: string | null;
}

const ledgerColumns: readonly Column<LedgerRow>[] = [
  { header: 'CHANNEL', value: ({ channel }) => channel },
  { header: 'RECEIVED', value: ({ received }) => received, align: 'right' },
  { header: 'POSTED', value: ({ posted }) => posted, align: 'right' },
  { header: 'BATCHED', value: ({ batched }) => batched, align: 'right' },
  { header: 'IGNORED', value: ({ ignored }) => ignored, align: 'right' },
  { header: 'MUTED', value: ({ muted }) => muted, align: 'right' },
  {
    header: 'WAITING',
    value: ({ waiting }) => waiting,
    align: 'right',
    style: ({ waiting }) => (waiting ? 'yellow' : undefined),
  },
  {
    header: 'FAILED',
    value: ({ failed }) => failed,
    align: 'right',
    style: ({ failed }) => (failed ? 'red' : undefined),
  },
  { header: 'ON HOLD', value: ({ reason }) => reason, style: () => 'yellow' },
];

async function showLedger({ database: { db } }: Core, from: number, json?: boolean): Promise<void> {
  const holdOf = await readHolds(db);
  const rows = (await readLedger(db, from)).map(line => ({ ...line, reason: holdOf(line.channel)?.held ?? null }));
  printTable(rows, ledgerColumns, { json, toJson: row => row, none: 'No deliveries in this period.' });
  if (json || rows.length === 0) return;
  hintBelow(
    `${counted(rows.length, 'channel')}.`,
    rows.some(({ failed }) => failed > 0)
      ? `See failed messages: ${command('deliveries --state failed')}`
      : `See one channel's messages: ${command('deliveries --channel <CHANNEL>')}`,
  );
}

export function toJsonEvent(event: StoredEvent) {
  const { id, source, provider, trigger, type, time, subject, status, receivedAt, problems, test = null } = event;
  return { id, source, provider, trigger, type, time, subject, status, receivedAt, problems, test };
}

function toJsonDelivery({ id, eventId, channel, rule, shown, attempts, ref, reason }: ShownDelivery) {
  return { id, event: eventId, channel, rule: rule.id, state: shown, attempts, ref, error: reason };
}
