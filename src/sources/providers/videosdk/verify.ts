import { verify as isSignedBy, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { RawRequest, Verify, VerifyOptions } from '../../source.ts';
import { createFetchKey } from './public-keys/fetch-key.ts';
import { fetchKeys, pinKey } from './public-keys/key-store.ts';
import { publicKeyProblem, readPublicKey } from './public-keys/public-key.ts';

const defaultApiUrl = 'https://api.videosdk.live';

export const credentials = z.strictObject({
  /** PEM. Without it the key is fetched from `apiUrl`. */
  publicKey: z
    .string()
    .superRefine((pem, context) => {
      const message = publicKeyProblem(pem);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .optional(),
  apiUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type Credentials = z.output<typeof credentials>;

/**
 * The header `videosdk-signature` is base64 of RSA-SHA256 (PKCS#1 v1.5) over the raw body
 * (https://docs.videosdk.live/api-reference/realtime-communication/webhook-verification). No secret is compared, so
 * crypto.verify needs no constant time.
 */
export function createVerify(
  { publicKey, apiUrl = defaultApiUrl }: Credentials,
  { chosenInChat = false, lookup, clock = () => performance.now() }: VerifyOptions = {},
): Verify {
  const fetchKey = createFetchKey(chosenInChat ? 'public' : 'anywhere', lookup);
  const keys = publicKey ? pinKey(readPublicKey(publicKey)) : fetchKeys(() => fetchKey(apiUrl), clock);
  return async request => {
    const since = clock();
    const { headers, body } = request;
    const header = headers['videosdk-signature'];
    if (typeof header !== 'string' || header === '') {
      return { is: 'refused', reason: 'There is no videosdk-signature header.' };
    }
    const signature = Buffer.from(header, 'base64');
    const matches = (key: KeyObject) => isSignedBy('RSA-SHA256', body, key, signature);
    const sender = senderOf(request);
    const authentic = () => {
      keys.confirm(sender);
      return { is: 'authentic' } as const;
    };
    const key = await keys.current();
    if (!key) {
      const reason = chosenInChat
        ? "VideoSDK's public key can't be fetched. Its address must be public, start with https:// and not redirect."
        : "VideoSDK's public key can't be fetched. Set VIDEOSDK_PUBLIC_KEY instead.";
      return { is: 'unavailable', reason };
    }
    if (matches(key)) return authentic();
    const renewed = await keys.renewed(sender, since, matches);
    if (renewed === 'later') {
      const reason =
        "VideoSDK's public key may have changed, and it can't be fetched again yet. Send the webhook again.";
      return { is: 'unavailable', reason };
    }
    if (renewed && renewed !== key && matches(renewed)) return authentic();
    return { is: 'refused', reason: "The signature doesn't match the body." };
  };
}

/** The sender's address. Behind a proxy it is the last one of X-Forwarded-For, which the proxy added. */
function senderOf({ from, headers }: RawRequest): string {
  const forwarded = headers['x-forwarded-for'];
  return `${from ?? ''} ${String(forwarded ?? '')
    .split(',')
    .at(-1)
    ?.trim()
    .slice(0, 100)}`;
}
