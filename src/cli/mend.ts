/** replay, ledger: what was not told, and getting it told. */
import type { Command } from 'commander';
import { type Replayed, replay } from '../commands/replay.ts';
import { type LedgerLine, readLedger } from '../store/deliveries.ts';
import { heldLanes } from '../store/lanes.ts';
import { printJson, printList, since, withCore } from './output.ts';

interface ReplayOptions {
  all?: boolean;
  channel?: string;
  since?: string;
  json?: boolean;
}

export function addMendCommands(program: Command): void {
  program
    .command('replay [id]')
    .description(
      'send dead letters again and normalize quarantined events anew: one delivery, one event, or all that match',
    )
    .option('--all', 'all there are')
    .option('--channel <address>', 'the dead letters of one channel')
    .option('--since <time>', 'of the last 90s, 30m, 12h or 7d')
    .option('--json', 'as one JSON object')
    .action((id: string | undefined, options: ReplayOptions) =>
      withCore(async ({ database }) => {
        const replayed = await replay(database.db, filterOf(id, options), 'cli');
        if (options.json) printJson(replayed);
        else for (const line of describe(replayed)) console.log(line);
      }),
    );

  program
    .command('ledger')
    .description('say of every channel what became of all that it was owed; the columns add up to what it received')
    .option('--since <time>', 'of the last 90s, 30m, 12h or 7d', '1d')
    .option('--json', 'one JSON object a channel')
    .action((options: { since: string; json?: boolean }) =>
      withCore(async ({ database: { db } }) => {
        const held = new Map((await heldLanes(db)).map(lane => [lane.channel, lane.held]));
        printList(await readLedger(db, since(options.since)), {
          json: options.json,
          toJson: line => ({ ...line, reason: held.get(line.channel) ?? null }),
          describe: line => describeLine(line, held.get(line.channel) ?? null),
          none: 'No channel received anything.',
        });
      }),
    );
}

function filterOf(id: string | undefined, options: ReplayOptions) {
  const filter = {
    ...(options.channel && { channel: options.channel }),
    ...(options.since && { since: since(options.since) }),
  };
  if (id === undefined) {
    if (options.all || Object.keys(filter).length > 0) return filter;
    throw new Error('Say what to replay: the id of a delivery or an event, --channel, --since or --all.');
  }
  if (/^\d+$/.test(id)) return { ...filter, id: Number(id) };
  if (/^evt_/.test(id)) return { ...filter, event: id };
  throw new Error(`${id} is neither the number of a delivery nor the id of an event (evt_…).`);
}

function describe({ deliveries, events, quarantined }: Replayed): string[] {
  const lines = [
    ...(deliveries.length > 0 ? [`${deliveries.length} dead letters are sent again: ${deliveries.join(', ')}`] : []),
    ...(events.length > 0 ? [`${events.length} quarantined events fit now: ${events.join(', ')}`] : []),
    ...(quarantined.length > 0 ? [`${quarantined.length} events still do not fit: ${quarantined.join(', ')}`] : []),
  ];
  return lines.length > 0 ? lines : ['There was nothing to replay.'];
}

function describeLine(line: LedgerLine, reason: string | null): string {
  const { channel, received, posted, batched, ignored, muted, waiting, failed } = line;
  const sum = `received ${received} = posted ${posted} + batched ${batched} + ignored ${ignored} + muted ${muted} + waiting ${waiting} + failed ${failed}`;
  return `${channel}  ${sum}${reason ? `\n  held: ${reason}` : ''}`;
}
