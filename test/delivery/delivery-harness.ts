/** An app with one channel on a fake platform, and webhooks with numbered callers. */
import type { RuleBody } from '../../src/rules/rule.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { startApp, type TestApp } from '../app.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';

const everything: RuleBody[] = [{ on: '*', do: 'post' }];

export interface SlackApp extends TestApp {
  slack: FakeSlack;
  /** `C1` */
  channel: string;
}

type Options = NonNullable<Parameters<typeof startApp>[1]>;

/** Starts an app with a Slack channel. `SLACK_RATE` is off, so that tests don't wait for it. */
export async function onSlack(env: Record<string, string> = {}, options: Options = {}): Promise<SlackApp> {
  const slack = await startFakeSlack();
  const tokens = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    SLACK_RATE: 'off',
    ...providerEnv,
    ...env,
  };
  const test = await startApp(tokens, {
    ...options,
    prepare: core =>
      core.database.db
        .transaction()
        .execute(tx => putChannel(tx, { address: `slack:${slack.team}/C1`, rules: everything })),
  });
  return { ...test, slack, channel: 'C1', stop: () => test.stop().then(slack.close) };
}

export interface DiscordApp extends TestApp {
  discord: FakeDiscord;
  channel: string;
}

/** Starts an app with a Discord channel. */
export async function onDiscord(env: Record<string, string> = {}, options: Options = {}): Promise<DiscordApp> {
  const discord = await startFakeDiscord();
  const channel = '700000000000000001';
  const tokens = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url, ...providerEnv, ...env };
  const test = await startApp(tokens, {
    ...options,
    prepare: core =>
      core.database.db
        .transaction()
        .execute(tx => putChannel(tx, { address: `discord:800000000000000001/${channel}`, rules: everything })),
  });
  return { ...test, discord, channel, stop: () => test.stop().then(discord.close) };
}

/** Sends a missed call from each caller, one after the other. */
export async function missedCalls(url: string, callers: readonly string[]): Promise<void> {
  for (const caller of callers) {
    const body = {
      trigger: 'call_unanswered',
      data: {
        call: {
          id: caller,
          sender: caller,
          receiver: 'desk',
          receiverType: 'user',
          type: 'audio',
          sentAt: 1_744_960_170,
        },
      },
      webhook: 'w',
    };
    const headers = { 'content-type': 'application/json', ...credentialsFor('cometchat', '') };
    const response = await fetch(`${url}/webhooks/cometchat`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 200) throw new Error(`The webhook got ${response.status}.`);
  }
}

/** Returns the callers in a transcript, in order, with repetitions. */
export function callersIn(transcript: string): string[] {
  return [...transcript.matchAll(/call from (caller-\d+)/g)].map(([, caller]) => caller as string);
}

/** Returns caller names: `caller-0`, `caller-1`, … */
export function callers(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `caller-${from + at}`);
}
