/** Compares the calls that were read with those that were sent: none lost, doubled or out of order. Pure. */

/** A call as its sender knows it. Times are milliseconds of one clock. */
export interface Call {
  /** `caller-17`, unique. */
  caller: string;
  /** The addresses of the channels where it must be posted. */
  channels: readonly string[];
  /** When it was sent for the first time. */
  sentAt: number;
  /** When it was first known to be stored; null: it may be stored or not. */
  acceptedAt: number | null;
  /** The platforms reject it until the end of the run, so it is posted out of order. */
  poison: boolean;
}

/** The callers read in each channel, from top to bottom. */
export type Readings = ReadonlyMap<string, readonly string[]>;

/** An error that was found, for people: `slack:T0123/C1: caller-17 …`. */
export type Offence = string;

export interface Findings {
  /** Accepted, but not read in a channel where it must be posted. */
  lost: Offence[];
  /** Read more than once in a channel. */
  doubled: Offence[];
  /** Read before another that was accepted before it was even sent. */
  outOfOrder: Offence[];
  /** Read in a wrong channel, or never sent. */
  strays: Offence[];
}

export function check(calls: readonly Call[], readings: Readings): Findings {
  const findings: Findings = { lost: [], doubled: [], outOfOrder: [], strays: [] };
  const byChannel = new Map<string, Map<string, Call>>();
  for (const call of calls) {
    for (const channel of call.channels) byChannel.getOrInsertComputed(channel, () => new Map()).set(call.caller, call);
  }
  for (const channel of new Set([...byChannel.keys(), ...readings.keys()])) {
    const expected = byChannel.get(channel) ?? new Map<string, Call>();
    checkChannel(channel, expected, readings.get(channel) ?? [], findings);
  }
  return findings;
}

function checkChannel(
  channel: string,
  expected: ReadonlyMap<string, Call>,
  read: readonly string[],
  { lost, doubled, outOfOrder, strays }: Findings,
): void {
  const times = new Map<string, number>();
  for (const caller of read) times.set(caller, (times.get(caller) ?? 0) + 1);

  for (const { caller, acceptedAt } of expected.values()) {
    if (acceptedAt !== null && !times.has(caller)) lost.push(`${channel}: ${caller} was accepted and is not read`);
  }
  for (const [caller, count] of times) {
    if (!expected.has(caller)) strays.push(`${channel}: ${caller} is read and not expected there`);
    if (count > 1) doubled.push(`${channel}: ${caller} is read ${count} times`);
  }

  const firsts = [...times.keys()].flatMap(caller => expected.get(caller) ?? []).filter(({ poison }) => !poison);
  let latest: Call | undefined;
  for (const call of firsts) {
    if (latest && call.acceptedAt !== null && call.acceptedAt < latest.sentAt) {
      outOfOrder.push(
        `${channel}: ${latest.caller} is read before ${call.caller}, which was accepted before it was sent`,
      );
    }
    if (!latest || call.sentAt > latest.sentAt) latest = call;
  }
}
