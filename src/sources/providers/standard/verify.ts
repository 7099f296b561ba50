import { z } from 'zod';
import { equalsSecret } from '../../../util/equal-secret.ts';
import { parseSecret, secretRule, signWebhook } from '../../../util/signing/standard-webhooks.ts';
import type { Verify, VerifyOptions } from '../../source.ts';

/** Signatures that are compared: a header has room for thousands, and comparing those takes a tenth of a second. */
const mostSignatures = 10;

export const credentials = z.strictObject({
  secret: z.string().refine(secret => parseSecret(secret) !== null, secretRule),
});
export type Credentials = z.output<typeof credentials>;

/** Seconds that the sender's clock may differ, as in the specification's libraries. */
const tolerance = 5 * 60;

/** A longer ID isn't one: the specification's examples have 31 characters. */
const longestId = 256;

/** Checks the signature on the raw body and the time it was signed. The signed ID identifies the event. */
export function createVerify({ secret }: Credentials, { now = Date.now }: VerifyOptions = {}): Verify {
  const key = parseSecret(secret);
  return async ({ headers, body }) => {
    const id = headers['webhook-id'];
    const timestamp = headers['webhook-timestamp'];
    const signatures = headers['webhook-signature'];
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
      return refuse('A header is missing. Send webhook-id, webhook-timestamp and webhook-signature.');
    if (id === '' || id.length > longestId) return refuse(`The webhook-id must have 1 to ${longestId} characters.`);
    if (!/^\d{1,12}$/.test(timestamp)) return refuse('The webhook-timestamp must be seconds since 1970.');
    if (Math.abs(now() / 1000 - Number(timestamp)) > tolerance)
      return refuse('The webhook-timestamp is more than 5 minutes off. Check the clocks, and sign every attempt.');
    if (key === null) return refuse('The secret of this source is unreadable.');
    const expected = signWebhook(key, id, timestamp, body);
    // A sender that rotates its secret sends several signatures.
    const isSigned = signatures.split(' ', mostSignatures).some(signature => equalsSecret(signature, expected));
    return isSigned ? { is: 'authentic', id } : refuse("The signature doesn't match the body.");
  };
}

function refuse(reason: string) {
  return { is: 'refused', reason } as const;
}
