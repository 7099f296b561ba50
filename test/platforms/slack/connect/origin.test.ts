/** Requests count for the token's own workspace, and for no workspace that a request names. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ChatRequest } from '../../../../src/platforms/chat-protocol.ts';
import { memberJoined } from '../../../fakes/slack/events.ts';
import { says, type Talking, talk, transports } from '../listeners/connected-bot.ts';
import { setup } from '../setup.ts';

const open: Talking[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A platform in HTTP mode that was not started. */
async function overHttp() {
  const asked: ChatRequest[] = [];
  const made = await setup(({ signingSecret }) => ({
    signingSecret,
    async handleChat(request) {
      asked.push(request);
      return says('Done');
    },
  }));
  const server = createServer(made.platform.handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await made.close();
  });
  return { ...made, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

test('a token of a whole organization is rejected at start and by doctor, with what to do', async () => {
  const { fake, platform } = await overHttp();
  fake.orgWide = true;
  const what = /belongs to a whole Slack organization.*Install the app in a single workspace/;
  await expect(platform.start()).rejects.toMatchObject({ kind: 'token', message: expect.stringMatching(what) });
  await expect(platform.probe()).rejects.toMatchObject({ kind: 'token' });
  expect(await platform.diagnose()).toEqual([{ ok: false, text: expect.stringMatching(what) }]);
});

test('with a token of a whole organization nobody is an admin: they are told why', async () => {
  const { fake, url, asked } = await overHttp();
  fake.orgWide = true;
  fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
  const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', url });
  await eve.command('source add cometchat');
  await expect.poll(eve.sees).toContain('its Slack token belongs to a whole organization');
  expect(asked).toEqual([]);
});

test('while Slack does not say whose token it is, the workspace of the request is not taken for ours', async () => {
  const { fake, url, asked } = await overHttp();
  fake.trouble = ({ method }) => (method === 'auth.test' ? { status: 503 } : undefined);
  fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
  const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', url });
  await eve.command('access members');
  await expect.poll(eve.sees).toContain('didn’t tell me which workspace');
  expect(asked).toEqual([]);
  fake.trouble = undefined;
  await eve.command('access members');
  await expect.poll(() => asked).toMatchObject([{ workspace: 'T0123', by: { admin: false, guest: true } }]);
});

describe.each(transports)('%s', transport => {
  async function start(): Promise<Talking> {
    const one = await talk(transport, ({ input }) => (input.is === 'home' ? says('Channels') : says('Done')));
    open.push(one);
    return one;
  }

  test('a request from a workspace whose channel the bot cannot see is rejected in private', async () => {
    const { fake, url, asked } = await start();
    fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
    fake.uninvited.add('G0EVIL');
    const eve = fake.person({ person: 'U0EVE', channel: 'G0EVIL', team: 'T0EVIL', ...(url && { url }) });
    await eve.command('source add cometchat');
    await expect.poll(eve.sees).toBe('This Callboard works only in the workspace Acme.');
    await eve.why('123.456');
    await expect.poll(() => eve.sees().match(/works only in the workspace/g)?.length).toBe(2);
    expect(asked).toEqual([]);
  });

  test('in a shared channel somebody of another workspace is a guest of ours', async () => {
    const { fake, url, asked } = await start();
    fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL', stranger: true });
    const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', ...(url && { url }) });
    await eve.command('rules');
    await expect.poll(eve.sees).toBe('Done');
    expect(asked).toMatchObject([{ workspace: 'T0123', channel: 'T0123/C0456', by: { admin: false, guest: true } }]);
  });

  test.each([{ guest: true }, { stranger: true }, { deleted: true }])('%o is no admin', async more => {
    const { fake, ann, asked } = await start();
    fake.people.set('U0ANN', { name: 'Ann', admin: true, ...more });
    await ann.command('rules');
    await expect.poll(() => asked).toMatchObject([{ by: { admin: false, manager: false, guest: true } }]);
  });

  test('an invitation of the bot elsewhere is not greeted', async () => {
    const { fake, url, asked, logged } = await start();
    fake.uninvited.add('G0EVIL');
    fake.team = 'T0EVIL';
    await fake.report(memberJoined('G0EVIL'), url);
    await expect.poll(() => logged.join('\n')).toContain('could not post a greeting');
    expect(asked).toEqual([]);
  });
});
