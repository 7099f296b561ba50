import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, prepareEnvironment, readConfig, variableNames } from '../src/config.ts';
import { platformDescriptors } from '../src/platforms/index.ts';
import { providers } from '../src/sources/providers/index.ts';

const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

test('the default is a server on loopback with a SQLite file and no platform', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    databaseUrl: 'sqlite:./data/callboard.db',
    providers: Object.fromEntries(Object.keys(providers).map(name => [name, null])),
    platforms: Object.fromEntries(
      Object.values(platformDescriptors).flatMap(({ name, settings }) => (settings ? [[name, null]] : [])),
    ),
    configFile: null,
    consolePassword: null,
    metricsToken: null,
    operators: [],
    proxy: null,
    batchAfter: 10_000,
    giveUpAfter: 86_400_000,
    retention: { events: 90 * 86_400_000, raw: 30 * 86_400_000 },
    publicUrl: null,
    logLevel: 'info',
  });
});

test('all problems are reported at once, by the name of the setting', () => {
  const problems = problemsOf({
    PORT: '99999',
    DATABASE_URL: 'mysql://somewhere',
    SLACK_API_URL: 'slack.com',
    DISCORD_API_URL: 'ftp://discord.com',
    LOG_LEVEL: 'loud',
    COMETCHAT_USERNAME: 'ann',
    SLACK_APP_TOKEN: 'xapp-1',
    DISCORD_PUBLIC_KEY: 'ab',
    VIDEOSDK_API_URL: 'api.videosdk.live',
  });
  expect(problems.map(line => line.trim().split(' ')[0])).toEqual([
    'PORT',
    'DATABASE_URL',
    'LOG_LEVEL',
    'VIDEOSDK_API_URL',
    'SLACK_API_URL',
    'DISCORD_PUBLIC_KEY',
    'DISCORD_API_URL',
    'COMETCHAT_PASSWORD',
    'SLACK_BOT_TOKEN',
    'DISCORD_TOKEN',
  ]);
});

test.each(variableNames)('a problem with %s never shows its value', name => {
  const value = 'hunter2:\\u0000://not right';
  expect(problemsOf({ [name]: value }).join('\n')).not.toContain('hunter2');
});

test.each([
  ['COMETCHAT_USERNAME', 'COMETCHAT_PASSWORD', 'ann'],
  ['COMETCHAT_PASSWORD', 'COMETCHAT_USERNAME', 'a password'],
  ['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN', 'xapp-1'],
  ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'ab'.repeat(16)],
  ['DISCORD_PUBLIC_KEY', 'DISCORD_TOKEN', 'ab'.repeat(32)],
  ['DISCORD_APPLICATION_ID', 'DISCORD_TOKEN', '123456789012345678'],
])('%s alone asks for %s', (name, partner, value) => {
  expect(problemsOf({ [name]: value })).toEqual([`  ${partner} is required when ${name} is set`]);
});

test('a setting by its old name is a problem that has the new one', () => {
  expect(problemsOf({ FOLD_AFTER: '20s' })).toEqual(['  FOLD_AFTER is now called BATCH_AFTER']);
});

test('operators are people and workspaces', () => {
  expect(readConfig({ OPERATORS: 'slack:U0123, slack:T0123 discord:123456789012345678,' }).operators).toEqual([
    'slack:U0123',
    'slack:T0123',
    'discord:123456789012345678',
  ]);
  for (const wrong of ['U0123', 'slack:ann', 'slack:T1/C1', 'preview:demo']) {
    expect(problemsOf({ OPERATORS: wrong })[0]).toMatch(/^ {2}OPERATORS must be a comma-separated list like/);
  }
});

test.each(['-1', '3000.5', '0x10', '1e3', 'http', '65536'])('PORT=%s is no port', port => {
  expect(problemsOf({ PORT: port })).toEqual(['  PORT must be a number from 0 to 65535']);
});

test('an empty setting counts as unset', () => {
  const empty = Object.fromEntries(variableNames.map(name => [name, ' ']));
  expect(readConfig(empty)).toEqual(readConfig({}));
});

test('a base URL gets its trailing slash or loses it', () => {
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_API_URL: 'https://proxy.example/api',
    DISCORD_TOKEN: 'token',
    DISCORD_API_URL: 'https://proxy.example/api/',
  });
  expect(config.platforms).toMatchObject({
    slack: { apiUrl: 'https://proxy.example/api/' },
    discord: { apiUrl: 'https://proxy.example/api' },
  });
});

test('.env.example has every variable that is read and no other, each below a comment', () => {
  const lines = example.split('\n');
  const named = lines.flatMap(line => /^#([A-Z_]+)=/.exec(line)?.[1] ?? []);
  expect(named.toSorted()).toEqual(variableNames.toSorted());
  for (const name of named) {
    const at = lines.findIndex(line => line.startsWith(`#${name}=`));
    expect(lines[at - 1], name).toMatch(/^# |^#COMETCHAT_USERNAME=/);
  }
});

test('.env.example sets nothing as it is, and shows the defaults', () => {
  expect(parseEnv(example)).toEqual({});
  const shown = parseEnv(example.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  const defaults = ['HOST', 'PORT', 'DATABASE_URL', 'LOG_LEVEL', 'SLACK_API_URL', 'DISCORD_API_URL'];
  expect(readConfig(Object.fromEntries(defaults.map(name => [name, shown[name]])))).toEqual(readConfig({}));
});

test('.env adds to the environment and changes nothing that is set; without the file nothing happens', () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'callboard-env-'));
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
    delete process.env.CALLBOARD_TEST_SET;
    delete process.env.CALLBOARD_TEST_ADDED;
  });
  process.chdir(folder);
  process.env.CALLBOARD_TEST_SET = 'outside';
  prepareEnvironment();
  writeFileSync('.env', 'CALLBOARD_TEST_SET=inside\nCALLBOARD_TEST_ADDED=inside\n');
  prepareEnvironment();
  expect(process.env.CALLBOARD_TEST_SET).toBe('outside');
  expect(process.env.CALLBOARD_TEST_ADDED).toBe('inside');
});

async function inFolderWith(env: Buffer | null): Promise<void> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'callboard-env-'));
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  process.chdir(folder);
  if (env) writeFileSync('.env', env);
}

test('a .env with a byte order mark is read without it', async () => {
  await inFolderWith(Buffer.from('\ufeffPORT="4000"\r\nHOST=0.0.0.0\r\n'));
  const env = {};
  prepareEnvironment(env);
  expect(readConfig(env)).toMatchObject({ port: 4000, host: '0.0.0.0' });
});

test.each([
  [
    'UTF-16',
    Buffer.from('\ufeffPORT=4000', 'utf16le'),
    "Can't read .env: The file is saved as UTF-16. Save it as UTF-8 (line 1).",
  ],
  [
    'Latin-1',
    Buffer.from('PORT=4000\n# Café', 'latin1'),
    'Can\'t read .env: The file isn\'t saved as UTF-8 (byte E9, "é" in Latin-1). Save it as UTF-8 (line 2).',
  ],
])('a .env in %s says so, instead of setting nothing', async (_, bytes, message) => {
  await inFolderWith(bytes);
  expect(() => prepareEnvironment({})).toThrow(message);
});

test('a folder in place of .env is reported', async () => {
  await inFolderWith(null);
  mkdirSync('.env');
  expect(() => prepareEnvironment({})).toThrow("Can't read .env: it's a folder.");
});

test.each(['CONSOLE_PASSWORD', 'METRICS_TOKEN'])('%s has at least 12 characters', name => {
  expect(problemsOf({ [name]: 'elevenchars' })).toEqual([`  ${name} must have at least 12 characters`]);
  expect(problemsOf({ [name]: 'twelve-chars' })).toEqual([]);
});

test('METRICS_TOKEN allows only the characters of a bearer token', () => {
  expect(problemsOf({ METRICS_TOKEN: 'twelve chars and spaces' })).toEqual([
    '  METRICS_TOKEN can have letters, digits and -._~+/ only',
  ]);
});
