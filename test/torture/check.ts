/** Whether what was read is what was sent: nothing lost, nothing doubled, nothing out of order. Pure. */

/** A call as its sender knows it; moments are milliseconds of one clock. */
export interface Call {
  /** `caller-17`, its own alone. */
  caller: string;
  /** The addresses of the channels that are owed it. */
  channels: readonly string[];
  /** When it was sent for the first time. */
  sentAt: number;
  /** When it was first known to be stored; null: it may be stored or not. */
  acceptedAt: number | null;
  /** The platforms refuse it as long as nobody mends them, so it comes out later than its turn. */
  poison: boolean;
}

/** By channel, the callers as they are read there from top to bottom. */
export type Readings = ReadonlyMap<string, readonly string[]>;

/** Something that must not be, for people: `slack:T0123/C1: caller-17 …`. */
export type Offence = string;

export interface Findings {
  /** Accepted, and not read in a channel that is owed it. */
  lost: Offence[];
  /** Read more than once in a channel. */
  doubled: Offence[];
  /** Read before another that was accepted before it was even sent. */
  outOfOrder: Offence[];
  /** Read where it is not owed, or sent by nobody. */
  strays: Offence[];
}

export function check(calls: readonly Call[], readings: Readings): Findings {
  const findings: Findings = { lost: [], doubled: [], outOfOrder: [], strays: [] };
  const byChannel = new Map<string, Map<string, Call>>();
  for (const call of calls) {
    for (const channel of call.channels) byChannel.getOrInsertComputed(channel, () => new Map()).set(call.caller, call);
  }
  for (const channel of new Set([...byChannel.keys(), ...readings.keys()])) {
    const owed = byChannel.get(channel) ?? new Map<string, Call>();
    checkChannel(channel, owed, readings.get(channel) ?? [], findings);
  }
  return findings;
}

function checkChannel(
  channel: string,
  owed: ReadonlyMap<string, Call>,
  read: readonly string[],
  { lost, doubled, outOfOrder, strays }: Findings,
): void {
  const times = new Map<string, number>();
  for (const caller of read) times.set(caller, (times.get(caller) ?? 0) + 1);

  for (const { caller, acceptedAt } of owed.values()) {
    if (acceptedAt !== null && !times.has(caller)) lost.push(`${channel}: ${caller} was accepted and is not read`);
  }
  for (const [caller, count] of times) {
    if (!owed.has(caller)) strays.push(`${channel}: ${caller} is read and not owed there`);
    if (count > 1) doubled.push(`${channel}: ${caller} is read ${count} times`);
  }

  const firsts = [...times.keys()].flatMap(caller => owed.get(caller) ?? []).filter(({ poison }) => !poison);
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
