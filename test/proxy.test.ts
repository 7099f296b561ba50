/** Behind a proxy: requests to Slack and Discord, Socket Mode, and doctor's finding about the gateway. */

import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, prepareEnvironment, readConfig } from '../src/config.ts';
import { connectPlatforms } from '../src/platforms/index.ts';
import { startFakeDiscord } from './fakes/discord/index.ts';
import { startFakeProxy } from './fakes/proxy.ts';
import { startFakeSlack } from './fakes/slack/index.ts';

const silent = pino({ level: 'silent' });

/** Sends this process's requests through a proxy until the test ends. `env` has its settings. */
async function behindProxy(more: Record<string, string> = {}) {
  const proxy = await startFakeProxy();
  const env = { HTTP_PROXY: `${proxy.url}\n`, ...more };
  const restore = prepareEnvironment(env);
  onTestFinished(async () => {
    restore();
    await proxy.close();
  });
  return { proxy, env };
}

test('requests to Slack and Socket Mode use the proxy', async () => {
  const slack = await startFakeSlack();
  const { proxy, env } = await behindProxy();
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url };
  const { connected } = await connectPlatforms(readConfig({ ...env, ...tokens }), silent);
  const platform = connected[0]?.platform;
  await platform?.start();
  await slack.socket.connected();
  const host = new URL(slack.url).host;
  expect(proxy.passed).toContain(`POST ${slack.url}auth.test`);
  expect(proxy.passed).toContain(`CONNECT ${host}`);
  await platform?.stop();
  await slack.close();
});

test('a host of NO_PROXY is reached without the proxy', async () => {
  const slack = await startFakeSlack();
  const { proxy, env } = await behindProxy({ no_proxy: '127.0.0.1' });
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url };
  const { connected } = await connectPlatforms(readConfig({ ...env, ...tokens }), silent);
  await connected[0]?.platform.start();
  await slack.socket.connected();
  expect(proxy.passed).toEqual([]);
  await connected[0]?.platform.stop();
  await slack.close();
});

test('requests to Discord use the proxy, and doctor reports that the gateway needs the Interactions Endpoint', async () => {
  const discord = await startFakeDiscord();
  const { proxy, env } = await behindProxy();
  const tokens = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url };
  const diagnose = async (more: Record<string, string> = {}) => {
    const { connected } = await connectPlatforms(readConfig({ ...env, ...tokens, ...more }), silent);
    return connected[0]?.platform.diagnose();
  };
  expect(await diagnose()).toContainEqual({
    ok: true,
    text: 'Discord: reached the gateway directly, without the proxy.',
  });
  expect(proxy.passed).toContain(`GET ${discord.url}/v10/gateway/bot`);

  const unreachable = { status: 200, json: { url: 'ws://127.0.0.1:1/' }, headers: {} };
  discord.next('GET /gateway/bot', unreachable);
  expect(await diagnose()).toContainEqual({
    ok: false,
    text: "Discord: the gateway can't go through the proxy, and can't be reached without it.",
    fix: 'Set DISCORD_PUBLIC_KEY, and set the Interactions Endpoint URL to https://<your host>/discord/interactions.',
  });
  const withKey = (await diagnose({ DISCORD_PUBLIC_KEY: discord.publicKey })) ?? [];
  expect(withKey.map(({ text }) => text).join()).not.toContain('gateway');
  await discord.close();
});

test('without a proxy doctor has no finding about one', async () => {
  const discord = await startFakeDiscord();
  const { connected } = await connectPlatforms(
    readConfig({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url }),
    silent,
  );
  expect((await connected[0]?.platform.diagnose())?.map(({ text }) => text).join()).not.toContain('proxy');
  await discord.close();
});

test('an invalid proxy URL is reported without its password', () => {
  const set = () => prepareEnvironment({ https_proxy: 'ann:hunter2@proxy' });
  expect(set).toThrow(ConfigError);
  expect(set).toThrow(
    /^Fix this setting in \.env or the environment:\n {2}HTTPS_PROXY must be a URL like http:\/\/proxy\.example\.com:3128$/,
  );
});

test('an invalid proxy URL is reported together with the problems of the other settings', () => {
  expect(() => prepareEnvironment({ HTTP_PROXY: 'proxy', PORT: 'abc' })).toThrow(
    /^Fix these settings in .*:\n {2}PORT must be .*\n {2}HTTP_PROXY must be a URL like /,
  );
});
