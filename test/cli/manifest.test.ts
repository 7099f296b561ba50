/** manifest. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { botScopes } from '../../src/platforms/slack/connect/app-manifest.ts';
import { openCli } from './cli-harness.ts';

test('with a URL, Slack calls it, and the whole output is one YAML document', async () => {
  const { out } = await openCli().run(
    'manifest',
    '--url',
    'https://calls.example.com/',
    '--discord',
    '1234567890123456789',
  );
  const manifest = parse(out);
  const url = 'https://calls.example.com/slack/events';
  expect(manifest.settings).toMatchObject({
    socket_mode_enabled: false,
    interactivity: { is_enabled: true, request_url: url },
    event_subscriptions: { request_url: url },
  });
  expect(manifest.features.slash_commands).toEqual([expect.objectContaining({ command: '/callboard', url })]);
  expect(manifest.features.shortcuts).toEqual([expect.objectContaining({ type: 'message', callback_id: 'why' })]);
  expect(manifest.oauth_config.scopes.bot).toEqual(botScopes.map(({ name }) => name));
  expect(out).toContain(
    '# Discord: to invite the bot, open https://discord.com/oauth2/authorize?client_id=1234567890123456789&',
  );
});

test('without a URL, the manifest uses Socket Mode and contains no URL', async () => {
  const [{ slack, discord } = {}] = await openCli().json('manifest');
  expect(slack).toMatchObject({ settings: { socket_mode_enabled: true, interactivity: { is_enabled: true } } });
  expect(JSON.stringify(slack)).not.toContain('url');
  expect(discord).toBeNull();
});

test('PUBLIC_URL is the default, and --socket forces Socket Mode', async () => {
  const cli = openCli({ PUBLIC_URL: 'https://calls.example.com/bot/' });
  const [{ slack: http } = {}] = await cli.json('manifest');
  expect(http).toMatchObject({
    settings: { interactivity: { request_url: 'https://calls.example.com/bot/slack/events' } },
  });
  const [{ slack: socket } = {}] = await cli.json('manifest', '--socket');
  expect(socket).toMatchObject({ settings: { socket_mode_enabled: true } });
  const [{ slack: other } = {}] = await cli.json('manifest', '--url', 'https://other.example.com');
  expect(JSON.stringify(other)).not.toContain('calls.example.com');
  const { code, err } = await openCli({ PUBLIC_URL: 'http://calls.example.com' }).run('manifest');
  expect([code, err]).toEqual([1, expect.stringContaining('The app needs a PUBLIC_URL like https://')]);
});

test("the texts are within Slack's limits", async () => {
  const [{ slack } = {}] = await openCli().json('manifest', '--url', 'https://calls.example.com');
  const { display_information: about, features } = slack as {
    display_information: { name: string; description: string };
    features: {
      shortcuts: { name: string; description: string }[];
      slash_commands: { description: string; usage_hint: string }[];
    };
  };
  // https://docs.slack.dev/reference/app-manifest
  expect(about.name.length).toBeLessThanOrEqual(35);
  expect(about.description.length).toBeLessThanOrEqual(140);
  for (const { name, description } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(description.length).toBeLessThanOrEqual(150);
  }
  for (const { description, usage_hint: hint } of features.slash_commands) {
    expect(description.length).toBeLessThanOrEqual(2000);
    expect(hint.length).toBeLessThanOrEqual(1000);
  }
});

test.for([
  ['--url', 'http://calls.example.com'],
  ['--url', 'calls.example.com'],
  ['--discord', 'callboard'],
])('%s %s is an error', async ([option = '', value = '']) => {
  const { code, err } = await openCli().run('manifest', option, value);
  expect(code).toBe(1);
  expect(err).toContain('Use ');
});
