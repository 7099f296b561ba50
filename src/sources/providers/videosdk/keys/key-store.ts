/** VideoSDK's public key for one source: fetched, kept, and fetched again when it may have changed. */
import type { KeyObject } from 'node:crypto';
import type { FetchKey } from './fetch-key.ts';

/** Milliseconds between two renewals that one sender asked for. */
const renewalPause = 60_000;
/** Renewals for all strangers together: so many at once, and in the long run one in so many milliseconds. */
const strangers = { burst: 5, interval: 10_000 };
/** Milliseconds to wait after a fetch that failed: the first wait, doubled for each failure in a row, and the longest. */
const failurePause = { first: 500, most: 15_000 };
/** Senders of authentic webhooks that are remembered, the latest. */
const mostKnown = 100;

export interface Keys {
  /** The key as last known, fetched when there is none yet; null when it can't be had now. */
  current(): Promise<KeyObject | null>;
  /**
   * The key after a signature did not match in a request of `sender` that came at `since`; `fits` says whether a key
   * does. Each sender has it fetched again at most once a minute. Senders whose signatures never matched share a budget
   * besides, so many addresses can't have it fetched without end, and make a rotation wait 10 s at most. A key that can't
   * be fetched stays as it is.
   */
  renewed(sender: string, since: number, fits: (key: KeyObject) => boolean): Promise<KeyObject | null>;
  /** Remembers a sender whose signature matched. */
  confirm(sender: string): void;
}

/** A key that is configured never changes. */
export function pinKey(key: KeyObject | null): Keys {
  return { current: async () => key, renewed: async () => key, confirm() {} };
}

/** `clock` in milliseconds. */
export function fetchKeys(fetchKey: () => ReturnType<FetchKey>, clock: () => number): Keys {
  let key: KeyObject | null = null;
  let failures = 0;
  /** No fetch begins before this moment. */
  let notBefore = Number.NEGATIVE_INFINITY;
  /** When the last fetch that succeeded began. */
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | null = null;
  /** When each known sender last used its own renewal, in the order of their latest authentic webhook. */
  const known = new Map<string, number>();
  /** The same of strangers, while it counts. */
  const tried = new Map<string, number>();
  /** When the strangers' budget is whole again. */
  let wholeAt = Number.NEGATIVE_INFINITY;

  /** Requests that come together share one fetch. `paid` is called once it succeeded: a failure uses up nothing. */
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
