import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openSources } from '../../src/sources/open-sources.ts';
import { providers } from '../../src/sources/providers/index.ts';

const cometchat = { COMETCHAT_USERNAME: 'ann', COMETCHAT_PASSWORD: 'secret1' };
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const body = Buffer.from('{}');

test('without credentials all providers accept unsigned webhooks from this machine, on a loopback HOST', async () => {
  const local = openSources(readConfig({}), []);
  expect(local.unsigned).toBe('accepted');
  expect(local.all.map(({ name }) => name)).toEqual(Object.keys(providers));
  const verdict = (notLocal?: string | null) => local.find('videosdk')?.verify({ headers: {}, body, notLocal });
  expect(await verdict(null)).toEqual({ is: 'authentic' });
  expect(await verdict('This request\'s Host is "a".')).toMatchObject({
    is: 'refused',
    reason: expect.stringContaining(`This request's Host is "a".`),
  });
  expect(await verdict()).toMatchObject({ is: 'refused' });
  const open = openSources(readConfig({ HOST: '0.0.0.0' }), []);
  expect(open).toMatchObject({ unsigned: null, all: [] });
});

test.each([{ SLACK_BOT_TOKEN: 'xoxb-1' }, { DISCORD_TOKEN: 'x' }])(
  'unsigned webhooks are rejected, also from this machine, with %j',
  async env => {
    const { unsigned, find } = openSources(readConfig(env), []);
    expect(unsigned).toBe('rejected');
    expect(await find('cometchat')?.verify({ headers: {}, body, notLocal: null })).toMatchObject({ is: 'refused' });
  },
);

test('credentials of one provider close the other', () => {
  const sources = openSources(readConfig(cometchat), []);
  expect(sources.unsigned).toBeNull();
  expect(sources.find('videosdk')).toBeNull();
});

test('an added source has its own credentials', async () => {
  const added = { name: 'clinic', provider: 'cometchat', credentials: { username: 'bob', password: 'secret2' } };
  const { find } = openSources(readConfig(cometchat), [added]);
  const headers = { authorization: basic('bob', 'secret2') };
  expect(await find('clinic')?.verify({ headers, body })).toEqual({ is: 'authentic' });
  expect(await find('cometchat')?.verify({ headers, body })).toMatchObject({ is: 'refused' });
});

test('the error for invalid credentials names the source and not the secret', () => {
  const added = { name: 'clinic', provider: 'cometchat', credentials: { username: 'bob', password: 7 } };
  expect(() => openSources(readConfig({}), [added])).toThrow(/source clinic/);
  expect(() => openSources(readConfig({}), [{ ...added, provider: 'zoom' }])).toThrow(/zoom/);
});

test('the error for an invalid public key names its variable', () => {
  const config = { ...readConfig({}), providers: { videosdk: { publicKey: 'not a key' } } };
  expect(() => openSources(config, [])).toThrow(/VIDEOSDK_PUBLIC_KEY(?!.*not a key)/);
});

test('a public key on one line, as in a .env file, is accepted', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString().replaceAll('\n', '\\n');
  expect(openSources(readConfig({ VIDEOSDK_PUBLIC_KEY: pem }), []).find('videosdk')).not.toBeNull();
});

test('old credentials are accepted with the new ones until they expire; wrong ones are not', async () => {
  let now = 1000;
  const clinic = (password: string) => ({ username: 'ann', password });
  const added = { name: 'clinic', provider: 'cometchat', credentials: clinic('new') };
  const old = { credentials: clinic('old'), until: 2000 };
  const source = openSources(readConfig({}), [{ ...added, old }], () => now).find('clinic');
  const judge = async (password: string) => {
    const headers = { authorization: basic('ann', password) };
    return (await source?.verify({ headers, body }))?.is;
  };
  const all = () => Promise.all(['new', 'old', 'other'].map(judge));
  expect(await all()).toEqual(['authentic', 'authentic', 'refused']);
  now = 2000;
  expect(await all()).toEqual(['authentic', 'refused', 'refused']);
});

test('unreadable old credentials count as expired, and the source stays open', () => {
  const added = {
    name: 'clinic',
    provider: 'cometchat',
    workspace: null,
    credentials: { username: 'u', password: 'p' },
  };
  const sources = openSources(
    readConfig({}),
    [{ ...added, old: { credentials: { password: 7 }, until: 2000 } }],
    () => 0,
  );
  expect(sources.find('clinic')).not.toBeNull();
});
