/** A Callboard with one channel on a fake platform, and webhooks that name who called. */
import type { RuleBody } from '../../src/rules/rule.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { startApp, type TestApp } from '../app.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';

const everything: RuleBody[] = [{ on: '*', do: 'post' }];

export interface OnSlack extends TestApp {
  slack: FakeSlack;
  /** `C1` */
  channel: string;
}

type Options = NonNullable<Parameters<typeof startApp>[1]>;

/** `SLACK_RATE` is off, so that a test waits for nothing it does not mean. */
export async function onSlack(env: Record<string, string> = {}, options: Options = {}): Promise<OnSlack> {
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

export interface OnDiscord extends TestApp {
  discord: FakeDiscord;
  channel: string;
}

export async function onDiscord(env: Record<string, string> = {}, options: Options = {}): Promise<OnDiscord> {
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

/** A missed call from each, one after the other. */
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
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
  }
}

/** The callers that a transcript names, in order, each as often as it does. */
export function callersIn(transcript: string): string[] {
  return [...transcript.matchAll(/call from (caller-\d+)/g)].map(([, caller]) => caller as string);
}

export function callers(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `caller-${from + at}`);
}
