/** A platform with a wrong token logs one clear sentence, the other platform delivers, and no secret is logged. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { diagnose } from '../../src/operations/doctor.ts';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { credentialsFor, providerEnv, send } from './providers.ts';

const slackAddress = 'slack:T0123/C0456';
const discordAddress = 'discord:300000000000000001/300000000000000002';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Both platforms at their fakes with every setting; `env` overrides one with a wrong value. */
async function start(env: Record<string, string> = {}) {
  const [slack, discord] = await Promise.all([startFakeSlack(), startFakeDiscord()]);
  stops.push(slack.close, discord.close);
  const all = {
    ...providerEnv,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    CONSOLE_PASSWORD: 'open sesame and close',
    LOG_LEVEL: 'trace',
    ...env,
  };
  const running = await startApp(all, {
    prepare: core =>
      core.database.db.transaction().execute(async tx => {
        for (const address of [slackAddress, discordAddress])
          await putChannel(tx, { address, rules: [{ on: '*', do: 'post' }] });
      }),
  });
  stops.push(running.stop);
  return { ...running, slack, discord, env: all };
}

interface Line {
  level: number;
  reason?: string;
  platform?: string;
}
const errors = 50;

/** Logged errors about a platform. */
function errorsOf({ logged }: TestApp, platform: string): string[] {
  return logged
    .map(line => JSON.parse(line) as Line)
    .filter(line => line.level >= errors && line.platform === platform)
    .map(({ reason }) => reason ?? '');
}

const secretNames = /PASSWORD|TOKEN|SECRET/;

/** Secrets that must not be logged, also encoded or in parts. */
function secretsOf(env: Record<string, string>): string[] {
  const secrets = Object.entries(env).flatMap(([name, value]) => (secretNames.test(name) ? [value] : []));
  const sent = Object.values(credentialsFor('cometchat', '')).map(value => value.replace('Basic ', ''));
  return [...secrets, ...sent];
}

function expectNoSecret(texts: readonly string[], env: Record<string, string>): void {
  const secrets = secretsOf(env);
  expect(secrets.length).toBeGreaterThanOrEqual(7);
  for (const secret of secrets) expect(texts.filter(text => text.includes(secret))).toEqual([]);
}

async function missCall(url: string): Promise<void> {
  const answer = await send(url, 'cometchat', cometchat.sample('call_unanswered'));
  expect(answer.status).toBe(200);
}

interface Wrong {
  broken: 'slack' | 'discord';
  env: Record<string, string>;
  says: RegExp;
  finding: RegExp;
  address: string;
}

describe.each<Wrong>([
  {
    broken: 'slack',
    env: { SLACK_BOT_TOKEN: 'xoxb-wrong-token' },
    says: /^Slack rejected SLACK_BOT_TOKEN\. Copy the Bot User OAuth Token again\./,
    finding: /^Slack: Slack rejected SLACK_BOT_TOKEN/,
    address: slackAddress,
  },
  {
    broken: 'discord',
    env: { DISCORD_TOKEN: 'wrong.discord.token' },
    says: /DISCORD_TOKEN/,
    finding: /^Discord: .*DISCORD_TOKEN/,
    address: discordAddress,
  },
])('a wrong token of $broken', ({ broken, env, says, finding, address }) => {
  test('is one sentence in the log, and the other platform delivers', async () => {
    const running = await start(env);
    await missCall(running.app.url);
    const other = () => (broken === 'slack' ? running.discord.read('300000000000000002') : running.slack.read('C0456'));
    await vi.waitFor(() => expect(other()).toContain('Missed voice call from superhero4'), { timeout: 30_000 });
    await vi.waitFor(() => expect(errorsOf(running, broken)).toHaveLength(1), { timeout: 30_000 });
    expect(errorsOf(running, broken)[0]).toMatch(says);
    expect(errorsOf(running, broken)[0]).not.toMatch(/\n|\bat .*:\d+/);
    // Nothing is lost: it waits for a token that works.
    const waiting = await listDeliveries(running.core.database.db, { channel: address });
    expect(waiting).toMatchObject([{ state: 'queued' }]);
    expectNoSecret(running.logged, running.env);
  });

  test('is the only problem that doctor finds', async () => {
    const running = await start(env);
    const findings = await diagnose(running.config);
    const wrong = findings.filter(({ ok }) => !ok).map(({ text }) => text);
    expect(wrong.length).toBeGreaterThan(0);
    for (const text of wrong) expect(text).toMatch(finding);
    const title = broken === 'slack' ? 'Discord' : 'Slack';
    expect(findings.filter(({ ok, text }) => ok && text.startsWith(`${title}: `)).length).toBeGreaterThan(0);
    expectNoSecret(
      findings.map(({ text }) => text),
      running.env,
    );
  });
});

test('no secret is logged on success, on platform failures or on unauthenticated requests', async () => {
  const running = await start();
  const { slack, discord } = running;
  slack.next('chat.postMessage', { status: 500, body: 'upstream trouble' });
  slack.next('chat.postMessage', 'drop before');
  discord.next('POST', { status: 502, text: 'bad gateway' });
  discord.next('POST', 'drop before');
  await missCall(running.app.url);
  await running.app.settled();
  for (const authorization of ['', 'Basic d3Jvbmc6d3Jvbmc=', 'Bearer none']) {
    const headers = { 'content-type': 'application/json', authorization };
    const answer = await fetch(`${running.app.url}/webhooks/cometchat`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(401);
  }
  expect(running.logged.length).toBeGreaterThan(5);
  for (const line of running.logged)
    expect(JSON.parse(line)).toMatchObject({ op: expect.stringMatching(/^[a-zA-Z]+\.[a-zA-Z]+$/) });
  expectNoSecret(running.logged, running.env);
});
