/** events, why, deliveries. */
import { type Command, Option } from 'commander';
import { why } from '../commands/why.ts';
import type { StoredEvent } from '../events/event.ts';
import { type Delivery, type DeliveryFilter, listDeliveries } from '../store/deliveries.ts';
import { type EventFilter, listEvents } from '../store/events.ts';
import { deliveryStates } from '../store/tables.ts';
import { count, printJson, printLines, printList, since, withCore } from './output.ts';

export function addLookCommands(program: Command): void {
  program
    .command('events')
    .description('list the events that came in, the newest first')
    .option('--type <type>', 'only of this type, call.missed')
    .option('--source <name>', 'only from this source')
    .addOption(new Option('--status <status>', 'only of this status').choices(['accepted', 'quarantined']))
    .option('--since <time>', 'received in the last 90s, 30m, 12h or 7d', since)
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'one JSON object an event')
    .action(({ json, ...filter }: EventFilter & { json?: boolean }) =>
      withCore(async ({ database }) => {
        printList(await listEvents(database.db, filter), {
          json,
          toJson: toJsonEvent,
          describe: describeEvent,
          none: 'No events.',
        });
      }),
    );

  program
    .command('deliveries')
    .description('list what channels were owed, the newest first')
    .option('--channel <address>', 'only of this channel, slack:T0123/C0456')
    .addOption(new Option('--state <state>', 'only in this state').choices(deliveryStates))
    .option('--event <id>', 'only of this event')
    .option('--since <time>', 'created in the last 90s, 30m, 12h or 7d', since)
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'one JSON object a delivery')
    .action(({ json, ...filter }: DeliveryFilter & { json?: boolean }) =>
      withCore(async ({ database }) => {
        printList(await listDeliveries(database.db, filter), {
          json,
          toJson: toJsonDelivery,
          describe: describeDelivery,
          none: 'No deliveries.',
        });
      }),
    );

  program
    .command('why <event>')
    .description("Explain why an event was or wasn't posted")
    .option('--json', 'as one JSON object')
    .action((id: string, { json }: { json?: boolean }) =>
      withCore(async ({ database }) => {
        const answer = await why(database.db, id);
        if (!answer) throw new Error(`There is no event ${id}; callboard events lists them.`);
        const { lines, event, ...rest } = answer;
        if (json) printJson({ event: toJsonEvent(event), ...rest });
        else printLines(lines);
      }),
    );
}

function toJsonEvent({
  id,
  source,
  provider,
  trigger,
  type,
  time,
  subject,
  status,
  problems,
  receivedAt,
}: StoredEvent) {
  return { id, source, provider, trigger, type, time, subject, status, receivedAt, problems };
}

function describeEvent({ id, receivedAt, type, source, status }: StoredEvent): string {
  return `${receivedAt}  ${id}  ${type}  ${source}${status === 'accepted' ? '' : `  ${status}`}`;
}

function toJsonDelivery({ id, eventId, channel, rule, state, attempts, ref, error }: Delivery) {
  return { id, event: eventId, channel, rule: rule.id, state, attempts, ref, error };
}

function describeDelivery({ id, createdAt, channel, state, attempts, eventId, error }: Delivery): string {
  const tried = attempts > 1 ? `  ${attempts} attempts` : '';
  return `${new Date(createdAt).toISOString()}  ${id}  ${channel}  ${state}${tried}  ${eventId}${error ? `  ${error}` : ''}`;
}
