import { verify as isSignedBy, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Verify } from '../source.ts';
import { fetchKeys, pinKey, readPublicKey } from './keys.ts';

const defaultApiUrl = 'https://api.videosdk.live';

export const credentials = z.strictObject({
  /** PEM; without it the key is fetched from `apiUrl`. */
  publicKey: z
    .string()
    .refine(pem => readPublicKey(pem) !== null, 'must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----)')
    .optional(),
  apiUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type Credentials = z.output<typeof credentials>;

/**
 * The header `videosdk-signature` is base64 of RSA-SHA256 (PKCS#1 v1.5) over the raw body
 * (https://docs.videosdk.live/api-reference/realtime-communication/webhook-verification). Nothing secret is compared here, so
 * crypto.verify needs no constant time. `clock` in milliseconds.
 */
export function createVerify({ publicKey, apiUrl }: Credentials, clock = () => performance.now()): Verify {
  const keys = publicKey ? pinKey(readPublicKey(publicKey)) : fetchKeys(apiUrl ?? defaultApiUrl, clock);
  return async ({ headers, body }) => {
    const header = headers['videosdk-signature'];
    if (typeof header !== 'string' || header === '') {
      return { is: 'refused', reason: 'There is no videosdk-signature header.' };
    }
    const signature = Buffer.from(header, 'base64');
    const matches = (key: KeyObject) => isSignedBy('RSA-SHA256', body, key, signature);
    const key = await keys.current();
    if (!key)
      return { is: 'unavailable', reason: `VideoSDK's public key cannot be fetched; VIDEOSDK_PUBLIC_KEY pins it.` };
    if (matches(key)) return { is: 'authentic' };
    const renewed = await keys.renewed();
    if (renewed && renewed !== key && matches(renewed)) return { is: 'authentic' };
    return { is: 'refused', reason: 'The signature does not fit the body.' };
  };
}
