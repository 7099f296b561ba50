/** VideoSDK's public key of one source: fetched, cached, and fetched again when it may have changed. */
import type { KeyObject } from 'node:crypto';
import type { FetchKey } from './fetch-key.ts';

/** Milliseconds between two renewals for one sender. */
const renewalPause = 60_000;
/** Renewals for all unknown senders together: a burst, then one per interval in milliseconds. */
const strangers = { burst: 5, interval: 10_000 };
/** Milliseconds to wait after a failed fetch: the first wait, doubled per failure in a row, and the longest. */
const failurePause = { first: 500, most: 15_000 };
/** Number of remembered senders of authentic webhooks, the most recent ones. */
const mostKnown = 100;

export interface Keys {
  /** The cached key, fetched if there is none yet; null if that fails. */
  current(): Promise<KeyObject | null>;
  /**
   * The key after a mismatched signature in a request of `sender`, received at `since`; `fits` checks a key. Each sender can
   * cause one fetch a minute. Senders without a matching signature so far also share a budget, so that many addresses can't
   * cause endless fetches, nor delay a rotation by more than 10 s. If the fetch fails, the key stays unchanged.
   */
  renewed(sender: string, since: number, fits: (key: KeyObject) => boolean): Promise<KeyObject | null>;
  /** Remembers a sender whose signature matched. */
  confirm(sender: string): void;
}

/** A configured key, which never changes. */
export function pinKey(key: KeyObject | null): Keys {
  return { current: async () => key, renewed: async () => key, confirm() {} };
}

/** A fetched key. `clock` is in milliseconds. */
export function fetchKeys(fetchKey: () => ReturnType<FetchKey>, clock: () => number): Keys {
  let key: KeyObject | null = null;
  let failures = 0;
  /** The earliest time of the next fetch. */
  let notBefore = Number.NEGATIVE_INFINITY;
  /** Start of the last successful fetch. */
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | null = null;
  /** Last renewal of each known sender, ordered by their latest authentic webhook. */
  const known = new Map<string, number>();
  /** Recent renewals of unknown senders. */
  const tried = new Map<string, number>();
  /** The time when the unknown senders' budget is full again. */
  let wholeAt = Number.NEGATIVE_INFINITY;

  /** Concurrent requests share one fetch. `paid` is called after success only, so failures cost no budget. */
  function fetchOnce(paid: () => void = () => {}): Promise<void> {
    fetching ??= fetchNow(paid).finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function fetchNow(paid: () => void): Promise<void> {
    const begun = clock();
    if (begun < notBefore) return;
    const fetched = await fetchKey();
    if (fetched) {
      key = fetched;
      fetchedAt = begun;
      failures = 0;
      paid();
    } else {
      notBefore = clock() + Math.min(failurePause.first * 2 ** failures, failurePause.most);
      failures++;
    }
  }

  const isDue = (last = Number.NEGATIVE_INFINITY) => clock() - last >= renewalPause;
  const haveStrangersBudget = () => wholeAt - clock() <= (strangers.burst - 1) * strangers.interval;

  function payAsStranger(sender: string): void {
    wholeAt = Math.max(wholeAt, clock()) + strangers.interval;
    for (const [other, last] of tried) if (isDue(last)) tried.delete(other);
    tried.set(sender, fetchedAt);
  }

  return {
    async current() {
      if (!key) await fetchOnce();
      return key;
    },
    async renewed(sender, since, fits) {
      if (fetching) await fetching;
      if (key && (fits(key) || fetchedAt >= since)) return key;
      if (known.has(sender)) {
        if (isDue(known.get(sender))) await fetchOnce(() => known.has(sender) && known.set(sender, fetchedAt));
      } else if (isDue(tried.get(sender)) && haveStrangersBudget()) {
        await fetchOnce(() => payAsStranger(sender));
      }
      return key;
    },
    confirm(sender) {
      const last = known.get(sender) ?? Number.NEGATIVE_INFINITY;
      known.delete(sender);
      known.set(sender, last);
      const [oldest] = known.keys();
      if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    },
  };
}
