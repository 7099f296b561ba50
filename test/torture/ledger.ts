/** Whether the store's own account agrees with what was sent and what is read. Pure. */
import type { LedgerLine } from '../../src/store/deliveries/deliveries.ts';
import type { Call, Offence, Readings } from './check.ts';

/** Once everything is told: nothing waits, nothing failed, and what was told is what is read. */
export function checkLedger(lines: readonly LedgerLine[], calls: readonly Call[], readings: Readings): Offence[] {
  const byChannel = new Map(lines.map(line => [line.channel, line]));
  const channels = new Set(calls.flatMap(call => call.channels));
  return [...channels].flatMap(channel => {
    const line = byChannel.get(channel);
    const owed = calls.filter(call => call.channels.includes(channel));
    if (!line) return owed.some(isAccepted) ? [`${channel} is not in the ledger`] : [];
    return checkLine(line, owed, new Set(readings.get(channel))).map(problem => `${channel}: ${problem}`);
  });
}

const isAccepted = ({ acceptedAt }: Call): boolean => acceptedAt !== null;

function checkLine(line: LedgerLine, owed: readonly Call[], read: ReadonlySet<string>): string[] {
  const { channel: _channel, received, ...accounts } = line;
  const sum = Object.values(accounts).reduce((total, count) => total + (typeof count === 'number' ? count : 0), 0);
  const told = line.posted + line.batched;
  const accepted = owed.filter(isAccepted).length;
  return [
    ...(sum === received ? [] : [`received ${received}, but the accounts add up to ${sum}`]),
    ...(line.waiting === 0 ? [] : [`${line.waiting} still wait`]),
    ...(line.failed === 0 ? [] : [`${line.failed} failed`]),
    ...(told === read.size ? [] : [`${told} were told, but ${read.size} are read`]),
    ...(received >= accepted ? [] : [`received ${received}, but ${accepted} were accepted`]),
    ...(received <= owed.length ? [] : [`received ${received}, but only ${owed.length} were sent`]),
  ];
}
