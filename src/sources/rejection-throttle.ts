/**
 * How often one address is told what is wrong with its credentials. Asked only once they were found wrong, so it keeps
 * nobody out: providers come through NATs and reverse proxies, many behind one address, and whoever has the right
 * credentials is taken however many wrong ones came from there. For the same reason it does not slow down guessing (the
 * secret's length does); it keeps a hostile or misconfigured sender from filling the log, and tells an honest one to wait.
 */

export interface Rejection {
  /** Milliseconds until the address is told again; 0: now. */
  wait: number;
  /** How many wrong attempts weren't logged since the last that was. */
  unlogged: number;
}

/** Counts one refusal. */
export type CountRejection = (address: string) => Rejection;

export interface RejectionLimits {
  /** So many are told at once, */
  burst?: number;
  /** and after that one in so many milliseconds. */
  interval?: number;
  /** So many addresses are remembered; the one that was told longest ago is forgotten first. */
  addresses?: number;
  /** Milliseconds. */
  clock?: () => number;
}

/** A generic cell rate algorithm an address (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). */
export function createCountRejection({
  burst = 20,
  interval = 6000,
  addresses = 10_000,
  clock = () => performance.now(),
}: RejectionLimits = {}): CountRejection {
  /** When all that an address was told is worked off, and how many were not told since; what was told last is last. */
  const known = new Map<string, { due: number; unlogged: number }>();
  const tolerance = (burst - 1) * interval;

  return address => {
    const now = clock();
    const { due, unlogged } = known.get(address) ?? { due: now, unlogged: 0 };
    const wait = Math.max(0, due - tolerance - now);
    if (wait > 0) {
      known.set(address, { due, unlogged: unlogged + 1 });
      return { wait, unlogged: unlogged + 1 };
    }
    known.delete(address);
    known.set(address, { due: Math.max(due, now) + interval, unlogged: 0 });
    if (known.size > addresses) known.delete(known.keys().next().value as string);
    return { wait, unlogged };
  };
}
