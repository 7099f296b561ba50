/** Signing in to the console: checked credentials, and the cookie of a browser that has signed in. */
import { createHmac } from 'node:crypto';
import type { Context } from 'koa';
import { equalsSecret } from '../util/equal-secret.ts';

/** Rejects credentials, slowed per address. */
export interface SignIn {
  /** Whether the address has to wait after wrong credentials. */
  mustWait(context: Context): boolean;
  /** Throws 401, or 429 while the address has to wait. `wrong` is the log line for wrong credentials; null: none were sent. */
  reject(context: Context, challenge: string, wrong: string | null): never;
}

export interface SessionCookie {
  /** Whether the request has the cookie. */
  isIn(context: Context): boolean;
  set(context: Context): void;
}

/**
 * Creates the cookie from the installation's secret key, so it is the same for every replica and after a restart. A new
 * `password` makes it invalid.
 */
export function createSessionCookie(key: string, password = ''): SessionCookie {
  const derive = (purpose: string) => createHmac('sha256', key).update(purpose).digest('base64url');
  // The name differs per installation, because browsers send cookies to every port of a host.
  const name = `callboard_${derive('cookie name').slice(0, 8)}`;
  const value = derive(`cookie value ${password}`);
  return {
    isIn: context => equalsSecret(context.cookies.get(name, { signed: false }) ?? '', value),
    set: context =>
      void context.cookies.set(name, value, { httpOnly: true, sameSite: 'strict', path: '/', signed: false }),
  };
}
