/** A mistake in a setting is described with its fix, and the value is never repeated. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { settingForms, settingProblem } from '../src/setting-problems.ts';

/** A valid value for each setting with its own format. */
const right: Record<string, string> = {
  HOST: '0.0.0.0',
  PORT: '65535',
  DATABASE_URL: 'postgres://ann:secret@db/callboard',
  COMETCHAT_USERNAME: 'ann',
  COMETCHAT_PASSWORD: 'Bearer of "bad" news',
  CONSOLE_PASSWORD: 'Bot 12345678901',
  VIDEOSDK_PUBLIC_KEY: rsa(2048),
  VIDEOSDK_API_URL: 'https://api.videosdk.live',
  WEBHOOK_ENDPOINTS: './webhooks.yaml',
  STANDARD_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  SLACK_BOT_TOKEN: 'xoxb-123-456-abcDEF',
  SLACK_APP_TOKEN: 'xapp-1-A123-456-abcdef',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_API_URL: 'https://slack.com/api/',
  SLACK_RATE: '5/s',
  DISCORD_TOKEN: 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.abcdefghijklmnopqrstuvwxyz-_0123456789',
  DISCORD_APPLICATION_ID: '123456789012345678',
  DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
  DISCORD_API_URL: 'https://discord.com/api',
  PUBLIC_URL: 'https://calls.example.com',
  METRICS_TOKEN: 'abcdefghijkl',
  OPERATORS: 'slack:U0123,\nslack:T0123 discord:123456789012345678',
  BATCH_AFTER: 'off',
  GIVE_UP_AFTER: '2d',
  RETENTION_DAYS: '400',
  RAW_RETENTION_DAYS: 'off',
  HTTP_PROXY: 'http://ann:secret@proxy:3128',
  HTTPS_PROXY: 'http://proxy:3128',
};
const names = Object.keys(settingForms);

function rsa(modulusLength: number): string {
  return generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).publicKey;
}

test.each(names)('%s: a right value has no problem, also with white space and a line end around it', name => {
  const value = right[name] as string;
  expect(settingProblem(name, value)).toBeNull();
  const partners = {
    COMETCHAT_USERNAME: 'ann',
    COMETCHAT_PASSWORD: 'p',
    SLACK_BOT_TOKEN: 'xoxb-1',
    DISCORD_TOKEN: 'x',
  };
  expect(() => readConfig({ ...partners, [name]: `\ufeff ${value}\r\n` })).not.toThrow();
});

const quoted = ['""', "''", '“”', '‘’', '„“', '«»', '``'];

test.each(names)('%s in quotes is reported', name => {
  for (const [open, close] of quoted) {
    expect(settingProblem(name, `${open}${right[name]}${close}`)).toBe('is in quotes. Write it without them');
  }
});

test.each(names)('%s with its own name in its value says so', name => {
  expect(settingProblem(name, `${name}=${right[name]}`)).toMatch(/^has its own name in its value/);
});

const lines = new Set(['VIDEOSDK_PUBLIC_KEY', 'OPERATORS']);

test.each(names.filter(name => !lines.has(name)))('%s with a line end or an invisible character names it', name => {
  const value = right[name] as string;
  const put = (char: string) => `${value.slice(0, 2)}${char}${value.slice(2)}`;
  expect(settingProblem(name, put('\n'))).toBe('has a line end in it. Write it on one line');
  expect(settingProblem(name, put('\r'))).toBe('has a line end in it. Write it on one line');
  expect(settingProblem(name, put('\u200b'))).toBe('has a zero-width space (U+200B) at character 3. Delete it');
  expect(settingProblem(name, put('\u00a0'))).toContain('a no-break space (U+00A0)');
  expect(settingProblem(name, put('\u2060'))).toContain('an invisible character (U+2060)');
});

const free = new Set(['COMETCHAT_USERNAME', 'COMETCHAT_PASSWORD', 'CONSOLE_PASSWORD']);

test.each(names.filter(name => !free.has(name)))('%s with a word before it is reported', name => {
  for (const word of ['Bearer', 'Bot', 'bot', 'Token']) {
    expect(settingProblem(name, `${word} ${right[name]}`)).toBe(`starts with "${word}". Write only what follows it`);
  }
});

test.each([
  ['SLACK_BOT_TOKEN', 'xoxb-', 'only the start'],
  ['SLACK_BOT_TOKEN', 'xapp-1-A', 'SLACK_APP_TOKEN'],
  ['SLACK_BOT_TOKEN', 'xoxp-1', 'a user token'],
  ['SLACK_BOT_TOKEN', 'xoxe.xoxb-1', 'create a new app without it'],
  ['SLACK_BOT_TOKEN', 'ab'.repeat(16), 'the client secret or the signing secret'],
  ['SLACK_BOT_TOKEN', 'xoxb–1–2', 'must start with xoxb-'],
  ['SLACK_BOT_TOKEN', '"xoxb-1', 'a quote at one end'],
  ['SLACK_APP_TOKEN', 'xoxb-1', 'SLACK_BOT_TOKEN'],
  ['SLACK_APP_TOKEN', 'xapp-', 'only the start'],
  ['SLACK_SIGNING_SECRET', 'xoxb-1', 'has a token'],
  ['SLACK_SIGNING_SECRET', 'abcdefghijklmnopqrstuvwx', 'Verification Token'],
  ['DISCORD_TOKEN', 'ab'.repeat(32), 'DISCORD_PUBLIC_KEY'],
  ['DISCORD_TOKEN', '123456789012345678', 'DISCORD_APPLICATION_ID'],
  ['DISCORD_TOKEN', 'a-B_3'.repeat(6).padEnd(32, 'x'), 'client secret'],
  ['DISCORD_PUBLIC_KEY', 'ab', '64 hex digits'],
  ['DISCORD_PUBLIC_KEY', 'a.b.c', 'DISCORD_TOKEN'],
  ['DISCORD_APPLICATION_ID', 'Callboard', '15 to 20 digits'],
  ['VIDEOSDK_PUBLIC_KEY', 'c2VjcmV0', 'must be an RSA public key in PEM'],
  ['VIDEOSDK_PUBLIC_KEY', '-----BEGIN PRIVATE KEY-----', 'must stay secret'],
  ['VIDEOSDK_PUBLIC_KEY', '-----BEGIN CERTIFICATE-----', 'a certificate'],
  ['VIDEOSDK_PUBLIC_KEY', 'ssh-rsa AAAA', 'an SSH key'],
  ['VIDEOSDK_PUBLIC_KEY', '-----BEGIN PUBLIC KEY-----\nMIIB', 'incomplete or damaged'],
  ['VIDEOSDK_PUBLIC_KEY', rsa(1024), '2048 to 8192 bits'],
  ['HOST', 'http://0.0.0.0', 'without http://'],
  ['HTTPS_PROXY', 'socks5://proxy:1080', "can't be a SOCKS proxy"],
  ['COMETCHAT_USERNAME', 'a:b', "can't contain a colon"],
])('a wrong %s, row %#', (name, value, says) => {
  const problem = settingProblem(name, value) ?? '';
  expect(problem).toContain(says);
  if (value.length > 6) expect(problem).not.toContain(value);
});
