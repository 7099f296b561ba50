import { expect, test } from 'vitest';
import { appTokenTable } from '../../../../src/platforms/slack/connect/diagnose.ts';
import { errorTable } from '../../../../src/platforms/slack/post/error-table.ts';
import { sayMessage } from '../../contract.ts';
import { setup } from '../setup.ts';

test('the error for a wrong bot token is one sentence with its variable', async () => {
  const { platform, close } = await setup(() => ({ botToken: 'xoxb-wrong' }));
  await expect(platform.start()).rejects.toMatchObject({
    kind: 'token',
    message: 'Slack rejected SLACK_BOT_TOKEN. Copy the Bot User OAuth Token again.',
  });
  expect(await platform.diagnose()).toEqual([{ ok: false, text: expect.stringContaining('SLACK_BOT_TOKEN') }]);
  await close();
});

test('the error for a wrong app token is one sentence with its variable, and posting continues', async () => {
  const { fake, platform, logged, close } = await setup(() => ({ appToken: 'xapp-wrong' }));
  await platform.start();
  await expect.poll(() => logged.join('\n')).toMatch(/posting continues, .*SLACK_APP_TOKEN/);
  await platform.post({ channel: `${fake.team}/C1`, message: sayMessage('still here'), nonce: '1' });
  expect(fake.read('C1')).toContain('still here');
  expect(await platform.diagnose()).toContainEqual({ ok: false, text: expect.stringContaining('SLACK_APP_TOKEN') });
  expect(fake.socket.connections()).toBe(0);
  await close();
});

test('an app token that is valid again works without a restart', async () => {
  const { fake, platform, logged, close } = await setup(({ appToken }) => ({ appToken }));
  fake.next('apps.connections.open', { error: 'invalid_auth' });
  await platform.start();
  await fake.socket.connected();
  expect(logged.join('\n')).toContain('SLACK_APP_TOKEN');
  await close();
});

test('diagnose reports the bot and its scopes', async () => {
  const { fake, platform, close } = await setup(({ appToken }) => ({ appToken }));
  expect(await platform.diagnose()).toEqual([
    { ok: true, text: 'Slack: signed in as @callboard in Acme (T0123).' },
    { ok: true, text: "Slack: this machine's clock agrees with Slack's." },
    { ok: true, text: 'Slack: the app can post messages (chat:write).' },
    { ok: true, text: 'Slack: after a crash, no message appears twice.' },
    {
      ok: true,
      state: 'not set up',
      text: expect.stringContaining('posting resumes within 5 minutes'),
      fix: 'Add the scopes channels:read and groups:read, so that posting resumes at once.',
    },
    {
      ok: true,
      state: 'not set up',
      text: 'Slack: the /callboard command needs the scopes channels:read, groups:read.',
      fix: 'Print the whole app manifest with:',
      command: 'manifest',
    },
    { ok: true, text: 'Slack: Socket Mode works.' },
  ]);
  fake.scopes.push('channels:read');
  expect(await platform.diagnose()).toContainEqual({
    ok: true,
    text: 'Slack: when the app is invited or a channel is unarchived, posting resumes at once.',
  });
  fake.scopes.push('groups:read');
  expect(await platform.diagnose()).toContainEqual({ ok: true, text: 'Slack: the app has the scopes for /callboard.' });
  fake.scopes = ['commands'];
  expect((await platform.diagnose()).filter(({ ok }) => !ok).map(({ text }) => text)).toEqual([
    expect.stringContaining('chat:write is missing'),
    expect.stringContaining('add the scopes channels:history and groups:history'),
  ]);
  fake.scopes = ['chat:write', 'channels:history'];
  expect(await platform.diagnose()).toContainEqual({
    ok: false,
    text: 'Slack: add the scope groups:history. Otherwise a message may appear twice after a crash.',
  });
  await close();
});

test.each([
  [-720_000, "Slack: this machine's clock is 12 min behind Slack's."],
  [40_500, expect.stringMatching(/^Slack: this machine's clock is 4[01] s ahead of Slack's\.$/)],
])("doctor compares the clock with the date of Slack's answer: off by %s ms", async (off, text) => {
  const { platform, close } = await setup(() => ({ now: () => Date.now() + off }));
  const clock = { ok: false, text, fix: expect.stringContaining('Set the clock') };
  expect(await platform.diagnose()).toContainEqual(clock);
  await close();
  const wrong = await setup(() => ({ botToken: 'xoxb-wrong', now: () => Date.now() + off }));
  expect(await wrong.platform.diagnose()).toEqual([
    { ok: false, text: expect.stringContaining('SLACK_BOT_TOKEN') },
    clock,
  ]);
  await wrong.close();
});

const tokenCodes = Object.entries(errorTable).flatMap(([code, [kind]]) => (kind === 'token' ? code : []));

test('every error of an app token names its variable', async () => {
  const { fake, platform, close } = await setup(({ appToken }) => ({ appToken }));
  for (const code of [...Object.keys(appTokenTable), ...tokenCodes]) {
    fake.next('apps.connections.open', { error: code });
    const socket = (await platform.diagnose()).at(-1);
    expect(socket?.text, code).toMatch(/^Slack: Socket Mode doesn't work\. [A-Z].*\.$/);
    expect(socket?.text, code).not.toMatch(/SLACK_BOT_TOKEN|xoxb|\([a-z_]+\)/);
  }
  await close();
});

test('doctor reports that Callboard retries after an outage', async () => {
  const { fake, platform, close } = await setup();
  fake.next('auth.test', { status: 503 });
  expect(await platform.diagnose()).toEqual([
    {
      ok: false,
      text: 'Slack: Slack is having problems (HTTP 503).',
      fix: "Run doctor again. If this continues, check Slack's status page.",
    },
  ]);
  await close();
});
