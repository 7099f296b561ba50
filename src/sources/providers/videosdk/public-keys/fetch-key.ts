/** Fetches VideoSDK's public key over HTTP. */
import type { KeyObject } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { createPublicLookup, mayBePublic } from '../../../public-address.ts';
import { readPublicKey } from './public-key.ts';

/** Timeout of the whole response in milliseconds, since the sender of a webhook waits. */
const patience = 1_500;
/** Maximum bytes of a response; a key has less than two thousand. */
const mostBytes = 64 * 1024;

const answer = z.object({ publicKey: z.string() });

/** `public`: only public internet addresses, because the URL comes from chat. */
type Reach = 'anywhere' | 'public';

export type FetchKey = (apiUrl: string) => Promise<KeyObject | null>;

/**
 * `GET {apiUrl}/v2/public/rsa-public-key`, without following redirects; null if that fails for any
 * reason (https://docs.videosdk.live/api-reference/realtime-communication/webhook-verification). `lookup` resolves names.
 */
export function createFetchKey(reach: Reach, lookup?: LookupFunction): FetchKey {
  return async apiUrl => {
    const url = URL.parse(`${apiUrl.replace(/\/+$/, '')}/v2/public/rsa-public-key`);
    if (!url || (reach === 'public' && !(url.protocol === 'https:' && mayBePublic(url)))) return null;
    const agent = reach === 'public' ? new Agent({ connect: { lookup: createPublicLookup(lookup) } }) : undefined;
    try {
      return await readAnswer(url, agent);
    } catch {
      return null;
    } finally {
      await agent?.destroy();
    }
  };
}

async function readAnswer(url: URL, dispatcher: Agent | undefined): Promise<KeyObject | null> {
  // undici's request() doesn't follow redirects or decode Content-Encoding.
  const { statusCode, body } = await request(url, {
    signal: AbortSignal.timeout(patience),
    ...(dispatcher && { dispatcher }),
  });
  // Without this, a body that breaks off after it was dropped would crash the process.
  body.on('error', () => {});
  if (statusCode !== 200) {
    body.destroy();
    return null;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return readPublicKey(answer.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).publicKey);
}
