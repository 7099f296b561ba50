/** The routes for monitoring: `/healthz`, `/readyz` and `/metrics`. */
import Router from '@koa/router';
import type { Context } from 'koa';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createRejectionThrottle, type RejectionThrottle } from './sources/rejection-throttle.ts';
import { equalsSecret } from './util/equal-secret.ts';
import { whyNotLocal } from './util/local-request.ts';

interface StatusOptions {
  /** Throws when the database doesn't respond. */
  checkReady(): Promise<void>;
  metrics: Metrics;
  metricsAccess: MetricsAccess;
  log: Log;
}

/** Access to the metrics, which contain channel IDs. */
interface MetricsAccess {
  /** METRICS_TOKEN; null: not set. */
  token: string | null;
  /** Whether this machine may read them without the token. */
  local: boolean;
}

/** Creates the routes. `/healthz` and `/readyz` answer anyone, with one word. */
export function createStatusRoutes({ checkReady, metrics, metricsAccess, log }: StatusOptions): Router {
  const router = new Router();
  const throttle = createRejectionThrottle();
  /** Anyone can send these requests, so the database gets one query at a time. */
  let checking: Promise<boolean> | null = null;
  const isReady = async () => {
    try {
      await checkReady();
      return true;
    } catch (error) {
      log.warn({ op: 'ready.check', err: error }, 'database not responding; /readyz answered 503');
      return false;
    } finally {
      checking = null;
    }
  };

  router.get('/healthz', context => {
    context.set('Cache-Control', 'no-store');
    context.body = 'ok';
  });
  router.get('/readyz', async context => {
    checking ??= isReady();
    const ready = await checking;
    context.set('Cache-Control', 'no-store');
    context.status = ready ? 200 : 503;
    context.body = ready ? 'ok' : 'unavailable';
  });
  router.get('/metrics', async context => {
    context.set('Cache-Control', 'no-store');
    if (!mayReadMetrics(context, metricsAccess, throttle, log)) return;
    context.type = metrics.contentType;
    context.body = await metrics.read();
  });
  return router;
}

/** Checks the access to the metrics, and answers a request without it. */
function mayReadMetrics(
  context: Context,
  { token, local }: MetricsAccess,
  throttle: RejectionThrottle,
  log: Log,
): boolean {
  const why = whyNotLocal(context.req);
  if (local && why === null) return true;
  if (token === null) {
    context.status = 404;
    context.body = local
      ? `Only this machine can read the metrics. ${why} Set METRICS_TOKEN to read them from elsewhere.`
      : 'Set METRICS_TOKEN to read the metrics, and send it as a bearer token.';
    return false;
  }
  const [, bearer = ''] = /^Bearer +(\S+) *$/i.exec(context.get('authorization')) ?? [];
  if (equalsSecret(bearer, token)) return true;
  const { wait, unlogged } = bearer === '' ? { wait: 0, unlogged: 0 } : throttle.count(context.ip);
  if (bearer !== '' && wait === 0)
    log.warn({ op: 'metrics.read', from: context.ip, unlogged }, 'rejected a wrong METRICS_TOKEN');
  context.status = wait === 0 ? 401 : 429;
  if (wait === 0) context.set('WWW-Authenticate', 'Bearer realm="Callboard metrics"');
  else context.set('Retry-After', String(Math.ceil(wait / 1000)));
  context.body = 'Send METRICS_TOKEN as a bearer token to read the metrics.';
  return false;
}
