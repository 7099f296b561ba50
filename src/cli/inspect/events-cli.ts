/** events: lists received events, or follows them as they arrive. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { StoredEvent } from '../../events/event.ts';
import type { Core } from '../../operations/core.ts';
import { countEvents, type EventFilter, lastSeq, listEvents } from '../../store/events/events.ts';
import { counted } from '../../util/plural.ts';
import { relativeTime } from '../../util/relative-time.ts';
import { checkEventFilter } from '../find-stored.ts';
import { addExamples, printJson, withCore } from '../output.ts';
import { type Column, layOut, printTable, type TableLayout, writeTabs } from '../table.ts';
import { command, hint, hintBelow, isTerminal, terminalWidth } from '../terminal.ts';
import { addListOptions, describeCount, describeNone, type ListOutput } from './list-options.ts';

export function addEventsCommand(program: Command): void {
  const events = program
    .command('events')
    .helpGroup('Inspect:')
    .description('List received events')
    .option('--type <type>', 'Filter by type, e.g. call.missed')
    .option('--source <name>', 'Filter by source')
    .addOption(new Option('--status <status>', 'Filter by status').choices(['received', 'quarantined']))
    .option('-f, --follow', 'Print new events as they are received');
  addListOptions(events).action(({ json, quiet, follow, status, ...options }: EventsOptions) =>
    withCore(core => {
      const filter = { ...options, ...(status && { status: storedStatus[status] }) };
      return (follow ? followEvents : showEvents)(core, filter, { json, quiet });
    }),
  );
  addExamples(events, 'events --type call.missed --since 1d', 'events --status quarantined -q', 'events --follow');
}

interface EventsOptions extends Omit<EventFilter, 'status'>, ListOutput {
  follow?: boolean;
  status?: keyof typeof storedStatus;
}

/** The stored status by its name on the command line. */
const storedStatus = { received: 'accepted', quarantined: 'quarantined' } as const;
const shownStatus = { accepted: 'received', quarantined: 'quarantined' } as const;
const testReach = { preview: 'preview channels', real: 'all channels' } as const;

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
    value: ({ status }) => shownStatus[status],
    shown: ({ status, test }) => (test ? `${shownStatus[status]} (test)` : shownStatus[status]),
    style: ({ status }) => (status === 'quarantined' ? 'red' : 'dim'),
  },
  { header: 'TEST', value: ({ test }) => (test ? testReach[test] : ''), onlyPiped: true },
];

/** The filter as it was typed. */
function describeFilter({ status, ...filter }: EventFilter): object {
  return { ...filter, ...(status && { status: shownStatus[status] }) };
}

async function showEvents({ database: { db } }: Core, filter: EventFilter, output: ListOutput): Promise<void> {
  const events = await listEvents(db, filter);
  if (events.length === 0) await checkEventFilter(db, filter);
  printTable(events, eventColumns, {
    ...output,
    toJson: toJsonEvent,
    none: describeNone('events', describeFilter(filter)),
  });
  if (!isTerminal() || output.json || output.quiet || events.length === 0) return;
  hintBelow(
    describeCount(events.length, await countEvents(db, filter), all => counted(all, 'event')),
    `Explain one: ${command('why <ID>')}`,
  );
}

/** Milliseconds between two queries. */
const followInterval = 500;

/** Prints new events until the process is interrupted or the reader of the output stops. */
async function followEvents(
  { database: { db } }: Core,
  filter: EventFilter,
  { json, quiet }: ListOutput,
): Promise<void> {
  await checkEventFilter(db, filter);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const layout: TableLayout = { widths: [11, 36, 20, 12, 18] };
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
    await delay(followInterval, undefined, { signal: stopping.signal }).catch(() => {});
  }
}

/** The event's fields under their public names, for `--json`. */
export function toJsonEvent(event: StoredEvent) {
  const { id, source, provider, trigger, type, time, subject, status, receivedAt, problems, test = null } = event;
  return { id, source, provider, trigger, type, time, subject, status, receivedAt, problems, test };
}
