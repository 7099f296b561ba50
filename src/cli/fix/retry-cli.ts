/** retry: retries failed messages and re-processes quarantined events. */
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import type { Core } from '../../operations/core.ts';
import { type RetryResult, retryMatching } from '../../operations/retry.ts';
import { readAllHolds } from '../../operations/why/not-set-up.ts';
import { exampleAddress } from '../../platforms/index.ts';
import type { FailedFilter } from '../../store/deliveries/deliveries.ts';
import { type ShownState, stateWords } from '../../store/deliveries/delivery-states.ts';
import { countShown, findShown } from '../../store/deliveries/shown-deliveries.ts';
import { countEvents, findEvent } from '../../store/events/events.ts';
import { isServed } from '../../store/replicas/serving.ts';
import { counted } from '../../util/plural.ts';
import { checkChannel, eventNotFound } from '../find-stored.ts';
import { sinceHelp } from '../inspect/list-options.ts';
import { addExamples, parseSince, printJson, quietOption, withCore } from '../output.ts';
import { command, confirm, hint, success } from '../terminal.ts';

interface RetryOptions {
  all?: boolean;
  channel?: string;
  since?: string;
  json?: boolean;
  quiet?: boolean;
  yes?: boolean;
}

export function addRetryCommand(program: Command): void {
  const retry = program
    .command('retry')
    .argument('[id]', 'Message ID or event ID')
    .helpGroup('Fix:')
    .description('Retry failed messages and quarantined events')
    .option('--all', 'Retry all failed messages and quarantined events')
    .option('--channel <channel>', "Retry one channel's failed messages")
    .option('--since <time>', sinceHelp)
    .option('-y, --yes', "Don't ask for confirmation")
    .addOption(quietOption())
    .option('--json', 'Output as JSON')
    .action((id: string | undefined, options: RetryOptions) =>
      withCore(async core => {
        const filter = readFilter(id, options);
        if (options.all && id === undefined && !options.yes && !(await confirmAll(core, filter))) return;
        const retried = await retryMatching(core.database.db, filter, 'cli');
        const isEmpty = Object.values(retried).every(ids => ids.length === 0);
        if (isEmpty) await explainNothingRetried(core, filter);
        if (options.json) printJson(retried);
        else if (options.quiet) for (const one of [...retried.deliveries, ...retried.events]) console.log(one);
        else await printRetried(core, retried, isEmpty);
      }),
    );
  addExamples(retry, 'retry 4711', `retry --channel ${exampleAddress} --since 1d`, 'retry --all --yes');
}

/** Asks for confirmation on a terminal; elsewhere throws an error that asks for --yes. */
async function confirmAll({ database: { db } }: Core, filter: FailedFilter): Promise<boolean> {
  const failed = await countShown(db, { ...filter, state: 'failed' });
  const quarantined = filter.channel === undefined ? await countEvents(db, { ...filter, status: 'quarantined' }) : 0;
  const parts = [
    ...(failed > 0 ? [counted(failed, 'failed message')] : []),
    ...(quarantined > 0 ? [counted(quarantined, 'quarantined event')] : []),
  ];
  if (parts.length === 0) return true;
  const found = parts.join(' and ');
  const isSure = await confirm(`Retry ${found}?`, `Not retried yet: add --yes to retry ${found}.`);
  if (!isSure) hint('Nothing was retried.');
  return isSure;
}

function readFilter(id: string | undefined, options: RetryOptions): FailedFilter {
  const filter = {
    ...(options.channel && { channel: options.channel }),
    ...(options.since && { since: parseSince(options.since) }),
  };
  if (id === undefined) {
    if (options.all || Object.keys(filter).length > 0) return filter;
    throw new Error('Nothing chosen to retry. Add an ID, --channel, --since or --all.');
  }
  if (/^\d{1,15}$/.test(id)) return { ...filter, id: Number(id) };
  if (/^evt_/.test(id)) return { ...filter, event: id };
  throw new Error(`Invalid ID "${id}". Use a message ID (a number) or an event ID (evt_…).`);
}

/** Throws an error that says why the named delivery, event or channel has nothing to retry. */
async function explainNothingRetried({ database: { db } }: Core, { id, event, channel }: FailedFilter): Promise<void> {
  if (channel !== undefined) await checkChannel(db, channel);
  if (id !== undefined) {
    const delivery = await findShown(db, id, await readAllHolds(db, readConfig()));
    if (!delivery)
      throw new Error(`Message ${id} not found. List failed messages with: ${command('deliveries --state failed')}`);
    throw new Error(`Message ${id} ${describeState(delivery.shown)}. Only failed messages can be retried.`);
  }
  if (event === undefined) return;
  if (!(await findEvent(db, event))) throw eventNotFound(event);
  throw new Error(`Nothing to retry: event ${event} isn't quarantined, and its messages haven't failed.`);
}

/** `was posted`, `is on hold` */
function describeState(state: ShownState): string {
  const isPast = ['posted', 'batched', 'superseded', 'ignored', 'muted'].includes(state);
  return `${isPast ? 'was' : 'is'} ${stateWords[state]}`;
}

async function printRetried(
  core: Core,
  { deliveries, events, quarantined }: RetryResult,
  isEmpty: boolean,
): Promise<void> {
  if (isEmpty) return void console.log('Nothing to retry: no failed messages and no quarantined events.');
  if (deliveries.length > 0) {
    console.log(success(`Retrying ${counted(deliveries.length, 'failed message')}: ${deliveries.join(', ')}`));
  }
  if (events.length > 0) console.log(success(`Recovered ${counted(events.length, 'event')}: ${events.join(', ')}`));
  if (quarantined.length > 0) {
    const still = quarantined.length === 1 ? 'event is still quarantined' : 'events are still quarantined';
    console.log(`– ${quarantined.length} ${still}: ${quarantined.join(', ')}`);
    hint(`See why: ${command(`why ${quarantined[0]}`)}`);
  }
  if (!(await isServed(core.database, readConfig().databaseUrl))) {
    hint(`No server is running. Start one to post the messages: ${command('serve')}`);
  }
}
