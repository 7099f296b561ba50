/** Who may see the console: with a password whoever knows it, without one only this machine. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const loopbackName = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** `password` null: loopback only. */
export function createGuard(password: string | null): Middleware {
  return async (context, next) => {
    if (!isSameSite(context)) return context.throw(403, 'The console takes orders from its own page only.');
    if (password === null) {
      if (!isLocal(context))
        return context.throw(403, 'The console answers on this machine only; set CONSOLE_PASSWORD.');
    } else if (!knows(context, password)) {
      // On the error itself: Koa clears what was set on a response that fails.
      const headers = { 'WWW-Authenticate': 'Basic realm="Callboard", charset="UTF-8"' };
      return context.throw(401, 'The console wants its password (any user name).', { headers });
    }
    context.set({
      'Content-Security-Policy':
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    await next();
  };
}

/** What a proxy on this machine passes on is not from it. Both ends: the Host too, or a foreign page whose name resolves to 127.0.0.1 could read it (DNS rebinding). */
function isLocal(context: Context): boolean {
  const forwarded = context.get('x-forwarded-for') || context.get('forwarded');
  if (forwarded !== '') return false;
  return loopbackAddress.test(context.req.socket.remoteAddress ?? '') && loopbackName.test(context.get('host'));
}

/**
 * Browsers say where a request comes from; another site's page must not send samples. Over plain HTTP from another
 * machine they name the origin only.
 */
function isSameSite(context: Context): boolean {
  if (context.method === 'GET') return true;
  const site = context.get('sec-fetch-site');
  const origin = context.get('origin');
  return (site === '' || site === 'same-origin') && (origin === '' || URL.parse(origin)?.host === context.get('host'));
}

function knows(context: Context, password: string): boolean {
  const [, credentials = ''] = /^Basic (\S+)$/i.exec(context.get('authorization')) ?? [];
  const given = Buffer.from(credentials, 'base64').toString('utf8');
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given.slice(given.indexOf(':') + 1)), digest(password));
}
