/** VideoSDK's public key: fetched, kept, and fetched again when it may have changed. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** How often the key is asked for at most, in milliseconds, also when asking fails. */
const pause = 60_000;
/** How long an answer may take, in milliseconds: the sender of a webhook is waiting. */
const patience = 1_500;

const answer = z.object({ publicKey: z.string() });

export interface Keys {
  /** The key as last known, fetched when there is none yet; null when it cannot be had now. */
  current(): Promise<KeyObject | null>;
  /** The key fetched anew; the known one when it was asked for within the last minute, or cannot be had. */
  renewed(): Promise<KeyObject | null>;
}

/** Reads a PEM of an RSA public key, also with `\n` for line ends as environment files write it; null for others. */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem.replaceAll('\\n', '\n'));
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}

/** A key that is configured never changes. */
export function pinKey(key: KeyObject | null): Keys {
  return { current: async () => key, renewed: async () => key };
}

/** `GET {apiUrl}/v2/public/rsa-public-key`, at most once a minute; `clock` in milliseconds. */
export function fetchKeys(apiUrl: string, clock: () => number): Keys {
  const url = `${apiUrl.replace(/\/+$/, '')}/v2/public/rsa-public-key`;
  let key: KeyObject | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<KeyObject | null> | null = null;

  const ask = () => {
    if (!asking && clock() - asked >= pause) {
      asked = clock();
      asking = fetchKey(url).finally(() => {
        asking = null;
      });
    }
    return asking;
  };
  const renewed = async () => {
    key = (await ask()) ?? key;
    return key;
  };
  return { current: async () => key ?? renewed(), renewed };
}

async function fetchKey(url: string): Promise<KeyObject | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
    return response.ok ? readPublicKey(answer.parse(await response.json()).publicKey) : null;
  } catch {
    return null;
  }
}
