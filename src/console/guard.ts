/** Decides who can open the console. */
import type { Context, Middleware } from 'koa';
import type { Log } from '../log.ts';
import { createRejectionThrottle, type RejectionLimits } from '../sources/rejection-throttle.ts';
import { equalsSecret } from '../util/equal-secret.ts';
import { isFromOtherSite, whyNotLocal } from '../util/local-request.ts';
import { createLinkCheck } from './console-link.ts';
import { createSessionCookie, type SignIn } from './sign-in.ts';

/**
 * `machine`: requests from this machine, see whyNotLocal(). `password`: HTTP Basic, any user name. `link`: the key in
 * the link printed at start. A browser that signs in either way gets a cookie, which derives from `key`.
 */
export type ConsoleAccess =
  | { by: 'machine' }
  | { by: 'password'; password: string; key: string }
  | { by: 'link'; key: string };

export interface GuardOptions {
  access: ConsoleAccess;
  log: Log;
  rejectionLimits?: RejectionLimits | undefined;
}

const safeHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** Creates the guard. It answers 403 to other sites' pages, and 401 or 403 without access. Every response gets security headers. */
export function createGuard({ access, log, rejectionLimits }: GuardOptions): Middleware {
  const throttle = createRejectionThrottle(rejectionLimits);
  const mustWait: SignIn['mustWait'] = context => throttle.waitOf(context.ip) > 0;
  const reject: SignIn['reject'] = (context, challenge, wrong) => {
    const { wait, unlogged } = wrong === null ? { wait: 0, unlogged: 0 } : throttle.count(context.ip);
    if (wait > 0) {
      const headers = { 'Retry-After': String(Math.ceil(wait / 1000)) };
      return context.throw(429, 'Too many failed sign-ins from this address. Wait a few seconds and try again.', {
        headers,
      });
    }
    if (wrong) log.warn({ op: 'console.signIn', from: context.ip, unlogged }, wrong);
    const hint =
      access.by === 'password'
        ? 'Sign in with the console password. Any user name works.'
        : 'You need the console’s link. Run callboard console-link on the server and open the link that it prints, or set CONSOLE_PASSWORD.';
    return context.throw(401, hint, { headers: { 'WWW-Authenticate': challenge } });
  };
  const check = createCheck(access, { mustWait, reject });

  return async (context, next) => {
    context.set(safeHeaders);
    try {
      // A link on another site can open the page: that site sees nothing of it.
      const rule = { links: context.path === '/' };
      if (isFromOtherSite(context.req, rule)) context.throw(403, 'Cross-site request blocked.');
      if (check(context, rule)) await next();
    } catch (error) {
      // Koa clears the headers of a failed response and sets those of the error.
      if (error instanceof Error) Object.assign(error, { headers: { ...safeHeaders, ...headersOf(error) } });
      throw error;
    }
  };
}

/** Creates the access check: true for people with access, false if it has already responded. */
function createCheck(access: ConsoleAccess, signIn: SignIn): (context: Context, rule: { links: boolean }) => boolean {
  if (access.by === 'link') return createLinkCheck(access.key, signIn);
  if (access.by === 'password') return createPasswordCheck(access, signIn);
  return (context, rule) => {
    const why = whyNotLocal(context.req, rule);
    if (why === null) return true;
    return context.throw(
      403,
      `The console opens only on this machine. ${why} Set CONSOLE_PASSWORD to allow remote access.`,
    );
  };
}

/**
 * A person chose the password, so it isn't compared while its address has to wait. The cookie spares a browser the wait
 * while others at its address send wrong passwords.
 */
function createPasswordCheck(
  { password, key }: { password: string; key: string },
  { mustWait, reject }: SignIn,
): (context: Context) => boolean {
  const cookie = createSessionCookie(key, password);
  return context => {
    if (cookie.isIn(context)) return true;
    const given = passwordIn(context.get('authorization'));
    if (given !== null && !mustWait(context) && equalsSecret(given, password)) {
      cookie.set(context);
      return true;
    }
    const wrong = given === null ? null : 'rejected a wrong console password';
    return reject(context, 'Basic realm="Callboard", charset="UTF-8"', wrong);
  };
}

/** The password of HTTP Basic credentials; null without any. */
function passwordIn(authorization: string): string | null {
  const [, credentials] = /^Basic +(\S+) *$/i.exec(authorization) ?? [];
  if (credentials === undefined) return null;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

function headersOf(error: Error): Record<string, string> {
  return (error as { headers?: Record<string, string> }).headers ?? {};
}
