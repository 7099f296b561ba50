/** Requests count for the token's own workspace, whatever workspace they name. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ChatRequest } from '../../../../src/platforms/chat-protocol.ts';
import { memberJoined } from '../../../fakes/slack/events.ts';
import { type ConnectedBot, says, setupBot, transports } from '../listeners/connected-bot.ts';
import { setup } from '../setup.ts';

const open: ConnectedBot[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A platform in HTTP mode that was not started. */
async function overHttp() {
  const requests: ChatRequest[] = [];
  const made = await setup(({ signingSecret }) => ({
    signingSecret,
    async handleChat(request) {
      requests.push(request);
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
  return { ...made, requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

test('a token of a whole organization is rejected at start and by doctor, with a fix', async () => {
  const { fake, platform } = await overHttp();
  fake.orgWide = true;
  const what = /belongs to a whole Slack organization.*Install the app in a single workspace/;
  await expect(platform.start()).rejects.toMatchObject({ kind: 'token', message: expect.stringMatching(what) });
  await expect(platform.probe()).rejects.toMatchObject({ kind: 'token' });
  expect(await platform.diagnose()).toEqual([{ ok: false, text: expect.stringMatching(what) }]);
});

test('with a token of a whole organization every request is rejected with a reason', async () => {
  const { fake, url, requests } = await overHttp();
  fake.orgWide = true;
  fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
  const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', url });
  await eve.command('source add cometchat');
  await expect.poll(eve.sees).toContain('its Slack token belongs to a whole organization');
  expect(requests).toEqual([]);
});

test("until auth.test succeeds, the request's workspace is not trusted", async () => {
  const { fake, url, requests } = await overHttp();
  fake.trouble = ({ method }) => (method === 'auth.test' ? { status: 503 } : undefined);
  fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
  const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', url });
  await eve.command('access members');
  await expect.poll(eve.sees).toContain('didn’t tell me which workspace');
  expect(requests).toEqual([]);
  fake.trouble = undefined;
  await eve.command('access members');
  await expect.poll(() => requests).toMatchObject([{ workspace: 'T0123', by: { admin: false, guest: true } }]);
});

describe.each(transports)('%s', transport => {
  async function start(): Promise<ConnectedBot> {
    const one = await setupBot(transport, ({ input }) => (input.is === 'home' ? says('Channels') : says('Done')));
    open.push(one);
    return one;
  }

  test('a request from a workspace whose channel the bot cannot see is rejected in private', async () => {
    const { fake, url, requests } = await start();
    fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
    fake.uninvited.add('G0EVIL');
    const eve = fake.person({ person: 'U0EVE', channel: 'G0EVIL', team: 'T0EVIL', ...(url && { url }) });
    await eve.command('source add cometchat');
    await expect.poll(eve.sees).toBe('This Callboard works only in the workspace Acme.');
    await eve.why('123.456');
    await expect.poll(() => eve.sees().match(/works only in the workspace/g)?.length).toBe(2);
    expect(requests).toEqual([]);
  });

  test('in a shared channel a user of another workspace is a guest', async () => {
    const { fake, url, requests } = await start();
    fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL', stranger: true });
    const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', ...(url && { url }) });
    await eve.command('rules');
    await expect.poll(eve.sees).toBe('Done');
    expect(requests).toMatchObject([{ workspace: 'T0123', channel: 'T0123/C0456', by: { admin: false, guest: true } }]);
  });

  test.each([{ guest: true }, { stranger: true }, { deleted: true }])('a user with %o is no admin', async more => {
    const { fake, ann, requests } = await start();
    fake.people.set('U0ANN', { name: 'Ann', admin: true, ...more });
    await ann.command('rules');
    await expect.poll(() => requests).toMatchObject([{ by: { admin: false, manager: false, guest: true } }]);
  });

  test('an admin of another workspace of the organization is a member here, and no admin', async () => {
    const { fake, ann, requests } = await start();
    fake.people.set('U0ANN', { name: 'Ann', admin: true, team: 'T0HOME', teams: ['T0HOME', 'T0123'] });
    await ann.command('rules');
    await expect
      .poll(() => requests)
      .toMatchObject([{ workspace: 'T0123', by: { admin: false, manager: false, guest: false } }]);
  });

  test('the App Home of a user in another workspace shows only why it is empty', async () => {
    const { fake, url, requests } = await start();
    fake.people.set('U0EVE', { name: 'Eve', admin: true, team: 'T0EVIL' });
    fake.team = 'T0EVIL';
    const eve = fake.person({ person: 'U0EVE', channel: 'C0456', team: 'T0EVIL', ...(url && { url }) });
    await eve.openHome();
    await expect.poll(eve.home).toContain('This Callboard works only in the workspace Acme.');
    expect(requests).toEqual([]);
  });

  test('an invitation of the bot in another workspace is not greeted', async () => {
    const { fake, url, requests, logged } = await start();
    fake.uninvited.add('G0EVIL');
    fake.team = 'T0EVIL';
    await fake.report(memberJoined('G0EVIL'), url);
    await expect.poll(() => logged.join('\n')).toContain('could not post a greeting');
    expect(requests).toEqual([]);
  });
});
