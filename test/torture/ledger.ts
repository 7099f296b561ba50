/** Compares the ledger with the calls that were sent and read. Pure. */
import type { LedgerLine } from '../../src/store/deliveries/ledger.ts';
import type { CardEntry } from './cards.ts';
import type { Call, Offence, Readings } from './check.ts';

/** Checks a ledger at the end: nothing waits, nothing failed, and the posted calls are those read. */
export function checkLedger(lines: readonly LedgerLine[], calls: readonly Call[], readings: Readings): Offence[] {
  const byChannel = new Map(lines.map(line => [line.channel, line]));
  const channels = new Set(calls.flatMap(call => call.channels));
  return [...channels].flatMap(channel => {
    const line = byChannel.get(channel);
    const expected = calls.filter(call => call.channels.includes(channel));
    if (!line) return expected.some(isAccepted) ? [`${channel} is not in the ledger`] : [];
    return checkLine(line, expected, new Set(readings.get(channel))).map(problem => `${channel}: ${problem}`);
  });
}

/** Checks the ledger of the cards' channels: each delivery is posted or superseded, and only an edit is superseded. */
export function checkCardLedger(lines: readonly LedgerLine[], cards: readonly CardEntry[]): Offence[] {
  return [...Map.groupBy(cards, ({ channel }) => channel)].flatMap(([channel, all]) => {
    const line = lines.find(one => one.channel === channel);
    const edits = all.filter(({ what }) => what === 'edit').length;
    const { received = 0, posted = 0, superseded = 0 } = line ?? {};
    return [
      ...(received === all.length ? [] : [`${channel}: received ${received}, but ${all.length} were inserted`]),
      ...(posted + superseded === received
        ? []
        : [`${channel}: posted ${posted} and superseded ${superseded} of ${received}`]),
      ...(superseded <= edits ? [] : [`${channel}: superseded ${superseded}, but there were ${edits} edits`]),
    ];
  });
}

const isAccepted = ({ acceptedAt }: Call): boolean => acceptedAt !== null;

function checkLine(line: LedgerLine, expected: readonly Call[], read: ReadonlySet<string>): string[] {
  const { channel: _channel, received, ...accounts } = line;
  const sum = Object.values(accounts).reduce((total, count) => total + (typeof count === 'number' ? count : 0), 0);
  const posted = line.posted + line.batched;
  const accepted = expected.filter(isAccepted).length;
  return [
    ...(sum === received ? [] : [`received ${received}, but the accounts add up to ${sum}`]),
    ...(line.waiting === 0 ? [] : [`${line.waiting} still wait`]),
    ...(line.failed === 0 ? [] : [`${line.failed} failed`]),
    ...(posted === read.size ? [] : [`${posted} were posted, but ${read.size} are read`]),
    ...(received >= accepted ? [] : [`received ${received}, but ${accepted} were accepted`]),
    ...(received <= expected.length ? [] : [`received ${received}, but only ${expected.length} were sent`]),
  ];
}
