/** The real app on a free port with a store of its own, and webhooks sent to it as CometChat sends them. */
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createTestDatabase } from '../databases.ts';

export interface Running {
  app: App;
  stop(): Promise<void>;
}

/** With no token and no provider's credentials, but for what `env` says. */
export async function startApp(env: Record<string, string> = {}): Promise<Running> {
  const { url, remove } = await createTestDatabase('sqlite');
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', DATABASE_URL: url, ...env });
  const app = await createApp(config, { log: createLog('silent') });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await app.stop();
    await remove();
  };
  return {
    app,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** A missed call from a person with this name; `at` is in seconds since 1970. */
export async function missCall(app: App, name: string, at = 1_744_960_170): Promise<void> {
  const user = (uid: string, label: string) => ({ entity: { uid, name: label }, entityType: 'user' });
  const on = { entity: { sessionid: `s-${at}`, sender: 'u1', receiver: 'u2' }, entityType: 'call' };
  const entities = { by: user('u1', name), for: user('u2', 'Front desk'), on };
  const call = {
    id: String(at),
    sender: 'u1',
    receiverType: 'user',
    receiver: 'u2',
    category: 'call',
    type: 'audio',
    data: { action: 'unanswered', entities },
    sentAt: at,
    updatedAt: at,
  };
  const response = await fetch(`${app.url}/webhooks/cometchat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ trigger: 'call_unanswered', data: { call }, appId: 'a', region: 'eu', webhook: 'w' }),
  });
  if (response.status !== 200) throw new Error(await response.text());
}
