/** The app with a fake Slack, stopped after each test. */
import { afterEach, expect, vi } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { refreshSample } from '../../src/sources/refresh-sample.ts';
import { startApp } from '../app-harness.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { providerEnv, send } from './providers.ts';

export const CHANNEL = 'C0456';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Stops something after the test, before what was started earlier. */
export const cleanUp = (stop: () => Promise<void>) => void stops.push(stop);

/** Starts the app with a fake Slack, where Ann and Eve are members of the channel. */
export async function start(transport: 'Socket Mode' | 'HTTP', env: Record<string, string> = {}) {
  const slack = await startFakeSlack();
  stops.push(slack.close);
  slack.scopes.push('channels:read', 'groups:read');
  slack.people.set('U0ANN', { name: 'Ann' });
  slack.people.set('U0EVE', { name: 'Eve' });
  slack.names.set(CHANNEL, 'calls');
  slack.members.set(CHANNEL, new Set(['U0ANN', 'U0EVE']));
  const { app, core, stop } = await startApp({
    ...providerEnv,
    ...env,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    SLACK_RATE: 'off',
    ...(transport === 'HTTP' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
  });
  stops.push(stop);
  if (transport === 'Socket Mode') await slack.socket.connected();
  else await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(0), 30_000);
  const url = transport === 'HTTP' ? { url: `${app.url}/slack/events` } : {};
  let posted = 0;
  const post = async (sample: string) => {
    const body = refreshSample(cometchat.sample(sample), Date.now(), String(posted++));
    expect((await send(app.url, 'cometchat', body)).status).toBe(200);
    await app.settled();
  };
  return {
    slack,
    app,
    core,
    post,
    url: url.url,
    person: (id: string) => slack.person({ person: id, channel: CHANNEL, ...url }),
  };
}

/** Waits until the text matches. */
export const seen = (read: () => string, part: string | RegExp) =>
  vi.waitFor(() => expect(read()).toMatch(part), { timeout: 30_000 });
