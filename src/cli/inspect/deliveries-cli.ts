/** deliveries: lists messages with their delivery states. */
import { type Command, Option } from 'commander';
import { readConfig } from '../../config.ts';
import type { Core } from '../../operations/core.ts';
import { readAllHolds } from '../../operations/why/not-set-up.ts';
import { exampleAddress } from '../../platforms/index.ts';
import { shownStates, stateWords } from '../../store/deliveries/delivery-states.ts';
import {
  countShown,
  listShown,
  type ShownDelivery,
  type ShownFilter,
} from '../../store/deliveries/shown-deliveries.ts';
import { counted } from '../../util/plural.ts';
import { relativeTime } from '../../util/relative-time.ts';
import { checkDeliveryFilter } from '../find-stored.ts';
import { addExamples, withCore } from '../output.ts';
import { type Column, printTable } from '../table.ts';
import { command, hintBelow, isTerminal } from '../terminal.ts';
import { addListOptions, describeCount, describeNone, type ListOutput } from './list-options.ts';
import { stateStyles } from './state-styles.ts';

export function addDeliveriesCommand(program: Command): void {
  const deliveries = program
    .command('deliveries')
    .helpGroup('Inspect:')
    .description('List messages and their delivery states')
    .option('--channel <channel>', `Filter by channel, e.g. ${exampleAddress}`)
    .addOption(new Option('--state <state>', 'Filter by state').choices(shownStates))
    .option('--event <id>', 'Filter by event ID');
  addListOptions(deliveries).action(({ json, quiet, ...filter }: ShownFilter & ListOutput) =>
    withCore(core => showDeliveries(core, filter, { json, quiet })),
  );
  addExamples(deliveries, 'deliveries --state failed', `deliveries --state on-hold --channel ${exampleAddress}`);
}

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
  { header: 'ATTEMPTS', value: ({ attempts }) => attempts, align: 'right' },
  { header: 'REASON', value: ({ reason }) => reason },
];

async function showDeliveries({ database: { db } }: Core, filter: ShownFilter, output: ListOutput): Promise<void> {
  const holds = await readAllHolds(db, readConfig());
  const deliveries = await listShown(db, filter, holds);
  if (deliveries.length === 0) await checkDeliveryFilter(db, filter);
  printTable(deliveries, deliveryColumns, {
    ...output,
    toJson: toJsonDelivery,
    none: describeNone('messages', filter),
  });
  if (!isTerminal() || output.json || output.quiet || deliveries.length === 0) return;
  hintBelow(
    describeCount(deliveries.length, await countShown(db, filter, holds), all => counted(all, 'message')),
    deliveries.some(({ shown }) => shown === 'failed')
      ? `Retry a failed message: ${command('retry <ID>')}`
      : `Explain one: ${command('why <ID>')}`,
  );
}

function toJsonDelivery({ id, eventId, channel, rule, shown, attempts, ref, reason }: ShownDelivery) {
  return { id, event: eventId, channel, rule: rule.id, state: shown, attempts, ref, error: reason };
}
