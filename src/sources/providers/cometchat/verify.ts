import { hash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Verify } from '../../source.ts';

/** As set in CometChat's dashboard; a colon would end the user name early (RFC 7617). */
export const credentials = z.strictObject({
  username: z
    .string()
    .min(1)
    .regex(/^[^:]*$/, 'must not contain a colon'),
  password: z.string().min(1),
});
export type Credentials = z.output<typeof credentials>;

/**
 * HTTP Basic, the only authentication that CometChat has
 * (https://www.cometchat.com/docs/rest-api/management-apis/webhooks/overview).
 */
export function createVerify({ username, password }: Credentials): Verify {
  const expected = digest(`${username}:${password}`);
  return async ({ headers }) => {
    const { authorization } = headers;
    if (!authorization)
      return refuse("Missing Authorization header. Enable Basic Authentication in CometChat's webhook settings.");
    const encoded = /^Basic +(\S+) *$/i.exec(authorization)?.[1];
    if (!encoded) return refuse('Invalid Authorization header. Use Basic Authentication.');
    const given = digest(Buffer.from(encoded, 'base64'));
    return timingSafeEqual(given, expected) ? { is: 'authentic' } : refuse('Invalid user name or password.');
  };
}

/** Hashes are of one length, so that comparing them tells nothing about the length of the secret. */
function digest(value: string | Buffer): Buffer {
  return hash('sha256', value, 'buffer');
}

function refuse(reason: string) {
  return { is: 'refused', reason } as const;
}
