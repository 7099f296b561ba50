import { z } from 'zod';
import { equalsSecret } from '../../../util/equal-secret.ts';
import type { Verify } from '../../source.ts';

/** The user name and password set in CometChat's dashboard. A colon would end the user name (RFC 7617). */
export const credentials = z.strictObject({
  username: z
    .string()
    .min(1)
    .regex(/^[^:]*$/, 'must not contain a colon'),
  password: z.string().min(1),
});
export type Credentials = z.output<typeof credentials>;

/**
 * Checks HTTP Basic credentials, CometChat's only authentication
 * (https://www.cometchat.com/docs/rest-api/management-apis/webhooks/overview).
 */
export function createVerify({ username, password }: Credentials): Verify {
  const expected = `${username}:${password}`;
  return async ({ headers }) => {
    const { authorization } = headers;
    if (!authorization)
      return refuse("Missing Authorization header. Turn on Basic Authentication in CometChat's webhook settings.");
    const encoded = /^Basic +(\S+) *$/i.exec(authorization)?.[1];
    if (!encoded) return refuse('Invalid Authorization header. Use Basic Authentication.');
    return equalsSecret(Buffer.from(encoded, 'base64'), expected)
      ? { is: 'authentic' }
      : refuse('Invalid user name or password.');
  };
}

function refuse(reason: string) {
  return { is: 'refused', reason } as const;
}
