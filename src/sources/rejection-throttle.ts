/**
 * Limits how often one address gets the reason for rejected credentials. It keeps hostile or misconfigured senders from
 * filling the log, and tells honest ones to wait. Many providers share an address behind NATs and proxies, so webhooks and
 * metrics still accept valid credentials from an address that has to wait; their secrets' length stops guessing. The
 * console's password, which a person chose, isn't compared meanwhile.
 */
import { isIPv6 } from 'node:net';

export interface Rejection {
  /** Milliseconds until the address gets a reason again; 0: now. */
  wait: number;
  /** Rejections not logged since the last logged one. */
  unlogged: number;
}

export interface RejectionThrottle {
  /** Milliseconds until the address gets a reason again; 0: now. */
  waitOf(address: string): number;
  /** Counts one rejection. One during the wait doesn't extend it. */
  count(address: string): Rejection;
}

export interface RejectionLimits {
  /** Rejections with a reason in a burst. */
  burst?: number;
  /** Milliseconds per rejection with a reason after the burst. */
  interval?: number;
  /** Number of remembered addresses; the least recent one is dropped first. */
  addresses?: number;
  /** The time in milliseconds. */
  clock?: () => number;
}

/** Creates a throttle with a generic cell rate algorithm per address (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm). */
export function createRejectionThrottle({
  burst = 20,
  interval = 6000,
  addresses = 10_000,
  clock = () => performance.now(),
}: RejectionLimits = {}): RejectionThrottle {
  /** Per address: when its burst is available again, and the rejections without a reason since. The most recent is last. */
  const known = new Map<string, { due: number; unlogged: number }>();
  const tolerance = (burst - 1) * interval;

  const waitFor = (due: number, now: number) => Math.max(0, due - tolerance - now);

  return {
    waitOf: address => waitFor(known.get(networkOf(address))?.due ?? Number.NEGATIVE_INFINITY, clock()),
    count(from) {
      const address = networkOf(from);
      const now = clock();
      const { due, unlogged } = known.get(address) ?? { due: now, unlogged: 0 };
      const wait = waitFor(due, now);
      if (wait > 0) {
        known.set(address, { due, unlogged: unlogged + 1 });
        return { wait, unlogged: unlogged + 1 };
      }
      known.delete(address);
      known.set(address, { due: Math.max(due, now) + interval, unlogged: 0 });
      if (known.size > addresses) known.delete(known.keys().next().value as string);
      return { wait, unlogged };
    },
  };
}

/**
 * The network of one sender: an IPv6 address's first 64 bits, since each subscriber has at least that many addresses
 * (https://www.rfc-editor.org/rfc/rfc6177). Other addresses stay unchanged.
 */
function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain) || plain.includes('.')) return address;
  const [head = '', tail] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
