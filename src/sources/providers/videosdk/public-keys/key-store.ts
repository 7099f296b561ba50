/** VideoSDK's public key of one source: fetched, cached, and fetched again when it may have changed. */
import type { KeyObject } from 'node:crypto';
import type { FetchKey } from './fetch-key.ts';

/** Milliseconds between two renewals for one sender. */
const renewalPause = 60_000;
/** Shared renewals: a burst, then one per interval in milliseconds. */
const shared = { burst: 5, interval: 10_000 };
/** Milliseconds to wait after a failed fetch: the first wait, doubled per failure in a row, and the longest. */
const failurePause = { first: 500, most: 15_000 };
/** Number of remembered senders of authentic webhooks, the most recent ones. */
const mostKnown = 100;

export interface Keys {
  /** The cached key, fetched if there is none yet; null if that fails. */
  current(): Promise<KeyObject | null>;
  /**
   * The key after a mismatched signature in a request of `sender`, received at `since`; `fits` checks a key. A known sender
   * (one with a matching signature before) can cause one fetch a minute from a budget of its own. All senders share a second
   * budget, so that many addresses can't cause endless fetches, nor delay a rotation by more than 10 s. An unknown sender can
   * use that once a minute. Strangers behind the known sender's proxy look like it and can use up both budgets. A known
   * sender then gets `later` instead of a key that may be outdated. If the fetch fails, the key stays unchanged.
   */
  renewed(sender: string, since: number, fits: (key: KeyObject) => boolean): Promise<KeyObject | null | 'later'>;
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
  /** Recent renewals from the shared budget. */
  const tried = new Map<string, number>();
  /** The time when the shared budget is full again. */
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
  const haveSharedBudget = () => wholeAt - clock() <= (shared.burst - 1) * shared.interval;

  function payFromShared(sender: string): void {
    wholeAt = Math.max(wholeAt, clock()) + shared.interval;
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
      const isKnown = known.has(sender);
      if (isKnown && isDue(known.get(sender))) {
        await fetchOnce(() => known.has(sender) && known.set(sender, fetchedAt));
      } else if (haveSharedBudget() && (isKnown || isDue(tried.get(sender)))) {
        await fetchOnce(() => payFromShared(sender));
      } else if (isKnown) {
        return 'later';
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
