/** VideoSDK's public key for one source: fetched, kept, and fetched again when it may have changed. */
import type { KeyObject } from 'node:crypto';
import type { FetchKey } from './fetch-key.ts';

/** Milliseconds between two renewals that the same group of senders asked for. */
const renewalPause = 60_000;
/** Milliseconds to wait after a fetch that failed: the first wait, doubled for each failure in a row, and the longest. */
const failurePause = { first: 500, most: 15_000 };
/** Senders of authentic webhooks that are remembered, the latest. */
const mostKnown = 100;

export interface Keys {
  /** The key as last known, fetched when there is none yet; null when it can't be had now. */
  current(): Promise<KeyObject | null>;
  /**
   * The key after a signature of `sender` did not match; `fits` says whether one does. It is fetched again at most once
   * a minute for all senders together, and once more for each sender of authentic webhooks: strangers can use up the
   * renewal they share, and never VideoSDK's own. A key that can't be fetched stays as it is.
   */
  renewed(sender: string, fits: (key: KeyObject) => boolean): Promise<KeyObject | null>;
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

  /** Requests that come together share one fetch. Failures are counted, and never use up a renewal. */
  function fetchOnce(): Promise<void> {
    fetching ??= fetchNow().finally(() => {
      fetching = null;
    });
    return fetching;
  }

  async function fetchNow(): Promise<void> {
    const begun = clock();
    if (begun < notBefore) return;
    const fetched = await fetchKey();
    if (fetched) {
      key = fetched;
      fetchedAt = begun;
      failures = 0;
    } else {
      notBefore = clock() + Math.min(failurePause.first * 2 ** failures, failurePause.most);
      failures++;
    }
  }

  const isDue = (last: number | undefined) => last !== undefined && clock() - last >= renewalPause;

  return {
    async current() {
      if (!key) await fetchOnce();
      return key;
    },
    async renewed(sender, fits) {
      if (fetching) await fetching;
      if (key && fits(key)) return key;
      if (isDue(fetchedAt)) await fetchOnce();
      else if (isDue(known.get(sender))) {
        const before = fetchedAt;
        await fetchOnce();
        if (fetchedAt !== before && known.has(sender)) known.set(sender, fetchedAt);
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
