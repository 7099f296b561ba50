/** The link to the console: printed on a terminal at start. The console exchanges its key for a cookie. */
import type { Context } from 'koa';
import { equalsSecret } from '../util/equal-secret.ts';
import { createSessionCookie, type SignIn } from './sign-in.ts';

/** The link with the key: `http://localhost:3000/?key=…` */
export function linkTo(url: string, key: string): string {
  return `${url}/?key=${key}`;
}

/**
 * Creates the check, which accepts the cookie or the key as a bearer token. `/?key=…` sets the cookie and redirects to `/`,
 * so the key doesn't stay in the address. The right key always works: 256 random bits can't be guessed, and strangers behind
 * the operator's proxy would otherwise lock the operator out.
 */
export function createLinkCheck(key: string, { reject }: Pick<SignIn, 'reject'>): (context: Context) => boolean {
  const cookie = createSessionCookie(key);
  const challenge = 'Bearer realm="Callboard console"';

  return context => {
    const given = context.path === '/' ? context.query.key : undefined;
    if (given !== undefined) {
      if (!equalsSecret(String(given), key))
        return reject(context, challenge, 'rejected a wrong key in a link to the console');
      cookie.set(context);
      context.status = 303;
      context.redirect('./');
      return false;
    }
    if (cookie.isIn(context)) return true;
    const [, bearer = ''] = /^Bearer +(\S+) *$/i.exec(context.get('authorization')) ?? [];
    if (equalsSecret(bearer, key)) return true;
    if (isFollowedLink(context)) {
      answerAgain(context, challenge);
      return false;
    }
    return reject(context, challenge, bearer === '' ? null : 'rejected a wrong key for the console');
  };
}

/**
 * Whether the browser followed a link on another site, including `/?key=…` before the redirect. It then omits
 * SameSite=Strict cookies, even one it has just received.
 */
function isFollowedLink(context: Context): boolean {
  return context.path === '/' && ['cross-site', 'same-site'].includes(context.get('sec-fetch-site'));
}

/** Answers with a page that opens `/` again, now as a request of this site. */
function answerAgain(context: Context, challenge: string): void {
  context.status = 401;
  context.set('WWW-Authenticate', challenge);
  context.type = 'html';
  context.body = '<!doctype html><meta http-equiv="refresh" content="0;url=./"><title>Callboard</title>';
}
