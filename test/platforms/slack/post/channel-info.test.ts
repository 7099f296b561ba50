/** The name of a channel, and whether the bot can post there. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setup } from '../setup.ts';

let slack: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  slack = await setup();
  slack.fake.scopes.push('channels:read', 'groups:read');
});
afterEach(() => slack.close());

const name = (channel: string) => slack.platform.findChannelName?.(channel);
const postingProblem = (channel: string) => slack.platform.findPostingProblem?.(channel);
const requestsTo = (method: string) => slack.fake.requests.filter(request => request.method === method).length;

test("channel names come from the list of a user's channels, or one by one, and are cached", async () => {
  const { fake, platform } = slack;
  for (const id of ['C1', 'C2']) fake.members.set(id, new Set(['U1']));
  fake.names.set('C1', 'calls').set('C2', 'alerts').set('C3', 'sales');
  await platform.isMember?.('T0123/C1', 'U1');
  expect(await Promise.all([name('T0123/C1'), name('T0123/C2')])).toEqual(['calls', 'alerts']);
  expect(requestsTo('conversations.info')).toBe(0);
  expect([await name('T0123/C3'), await name('T0123/C3')]).toEqual(['sales', 'sales']);
  expect(requestsTo('conversations.info')).toBe(1);
});

test('an unjoined private channel, a DM and a channel of another workspace have no name', async () => {
  slack.fake.uninvited.add('G1');
  for (const channel of ['T0123/G1', 'T0123/D1', 'T0999/C1', 'nonsense']) expect(await name(channel)).toBeNull();
});

test('the bot can post in joined channels, and reports the fix for others', async () => {
  const { fake } = slack;
  expect(await postingProblem('T0123/C1')).toBeNull();
  for (const channel of ['C2', 'G2', 'D2']) fake.uninvited.add(channel);
  fake.archived.add('C3');
  const invite = { text: 'I’m not in this channel yet. Run /invite @callboard so I can post.' };
  expect(await postingProblem('T0123/C2')).toEqual(invite);
  expect(await postingProblem('T0123/G2')).toEqual(invite);
  expect(await postingProblem('T0123/C3')).toMatchObject({ text: expect.stringContaining('archived') });
});

test("the bot can post in its own DMs and never in other people's", async () => {
  slack.fake.uninvited.add('D2');
  expect(await postingProblem('T0123/D1')).toBeNull();
  expect(await postingProblem('T0123/D2')).toMatchObject({ permanent: true });
});

test('an error of Slack rejects the question', async () => {
  slack.fake.next('conversations.info', { error: 'internal_error' });
  await expect(postingProblem('T0123/C1')).rejects.toMatchObject({ name: 'PlatformError' });
  slack.fake.next('chat.getPermalink', { error: 'internal_error' });
  await expect(postingProblem('T0123/D1')).rejects.toMatchObject({ name: 'PlatformError' });
});
