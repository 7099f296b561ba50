/** A mention that the platform rejects: the message is posted without it, and the channel continues. */
import { afterEach, expect, test } from 'vitest';
import type { RuleBody } from '../../src/rules/rule.ts';
import { attemptsOf } from '../../src/store/deliveries/attempts.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds, retryHeldChannels } from '../../src/store/deliveries/holds.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { at, openChat, textOf } from '../chat/chat-harness.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function discordThatMentions(mention: string[]) {
  const running = await onDiscord({ BATCH_AFTER: 'off' });
  stops.push(running.stop);
  const { db } = running.core.database;
  const address = `discord:800000000000000001/${running.channel}`;
  const rules: RuleBody[] = [{ on: '*', do: 'post', mention }];
  await db.transaction().execute(tx => putChannel(tx, { address, rules }));
  const chat = await openChat({ core: running.core, user: at(address) });
  return { ...running, db, address, chat };
}

async function slackThatMentions(mention: string[], env: Record<string, string> = {}) {
  const running = await onSlack({ BATCH_AFTER: 'off', ...env });
  stops.push(running.stop);
  const { core, slack } = running;
  const { db } = core.database;
  const address = `slack:${slack.team}/C1`;
  const rules: RuleBody[] = [{ on: '*', do: 'post', mention }];
  await db.transaction().execute(tx => putChannel(tx, { address, rules }));
  const posts = () => slack.requests.filter(({ method }) => method === 'chat.postMessage');
  const chat = await openChat({ core, user: at(address) });
  return { ...running, db, address, chat, posts };
}

test('a reserved mention is left out of each message, in order, and the channel is never on hold', async () => {
  const { app, db, slack, channel, logged, posts } = await slackThatMentions(['<!channel>', '<@U1>']);
  slack.reserved.add('channel').add('everyone');
  await missedCalls(app.url, callers(3));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(3));
  expect(slack.messages(channel)).toHaveLength(3);
  expect(JSON.stringify(slack.messages(channel))).not.toContain('"type":"broadcast"');
  expect(slack.read(channel)).toContain('U1');
  expect(posts()).toHaveLength(6);
  expect(await listHolds(db)).toEqual([]);
  for (const { state, droppedMentions, id } of await listDeliveries(db)) {
    expect({ state, droppedMentions }).toEqual({ state: 'posted', droppedMentions: ['<!channel>'] });
    expect((await attemptsOf(db, id)).map(({ outcome }) => outcome)).toEqual(['mention', 'posted']);
  }
  expect(logged.join('')).toContain('posting it without them');
});

test('why shows which mention was left out', async () => {
  const { app, chat, db, slack } = await slackThatMentions(['<!channel>', '<@U1>']);
  slack.reserved.add('channel');
  await missedCalls(app.url, callers(1));
  await app.settled();
  const [delivery] = await listDeliveries(db);
  const answer = textOf(await chat.type(`why ${delivery?.eventId}`));
  expect(answer).toContain('Posted without @channel: Slack rejected that mention.');
  expect(answer).toMatch(
    /2 attempts\n- .* Slack rejected the message because of <!channel>\. A workspace setting may limit who can use it\./,
  );
});

test('why shows for each delivery of a batch which of its mentions was left out', async () => {
  const { app, chat, db, slack, channel, address } = await slackThatMentions(['<!channel>'], { BATCH_AFTER: '0s' });
  slack.reserved.add('channel');
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(5));
  await expect.poll(() => listHolds(db)).toHaveLength(1);
  slack.uninvited.clear();
  await db.transaction().execute(tx => retryHeldChannels(tx, address));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
  const batched = (await listDeliveries(db)).find(({ batchedInto }) => batchedInto !== null);
  const answer = textOf(await chat.type(`why ${batched?.eventId}`));
  expect(answer).toContain('Posted without @channel');
});

test('a restricted channel is on hold, and gets the message with its mention afterwards', async () => {
  const { app, db, slack, channel } = await slackThatMentions(['<!channel>']);
  slack.restricted.add(channel);
  await missedCalls(app.url, callers(2));
  await expect
    .poll(() => listHolds(db))
    .toMatchObject([{ held: expect.stringContaining('A workspace setting blocks apps') }]);
  // The restriction ends during the attempt with the mention.
  slack.trouble = ({ args }) => {
    if (JSON.stringify(args.blocks)?.includes('broadcast')) slack.restricted.clear();
    return undefined;
  };
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
  const [message] = slack.messages(channel);
  expect(JSON.stringify(message)).toContain('broadcast');
  expect((await listDeliveries(db)).map(({ droppedMentions }) => droppedMentions)).toEqual([[], []]);
  expect(await listHolds(db)).toEqual([]);
});

test('the rejected mention is stored before the message is posted without it, once', async () => {
  const { app, db, slack, channel, posts } = await slackThatMentions(['<!channel>']);
  slack.next('chat.postMessage', { error: 'restricted_action' });
  const dropped: unknown[] = [];
  slack.trouble = ({ method }) => {
    if (method !== 'chat.postMessage' || dropped.length > 0) return undefined;
    dropped.push(method);
    return 'drop after';
  };
  await missedCalls(app.url, callers(1));
  // The second post's response is lost. The store has what a restart after a crash needs.
  await expect.poll(() => listDeliveries(db)).toMatchObject([{ droppedMentions: ['<!channel>'] }]);
  await app.settled();
  expect(slack.messages(channel)).toHaveLength(1);
  expect(posts()).toHaveLength(2);
  const [delivery] = await listDeliveries(db);
  const outcomes = (await attemptsOf(db, delivery?.id ?? 0)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['mention', 'transient', 'found']);
});

test('a message that is rejected without its mentions too fails alone', async () => {
  const { app, db, slack, channel, posts } = await slackThatMentions(['<@U1>']);
  slack.next('chat.postMessage', { error: 'invalid_blocks' }, 2);
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(['caller-1']);
  expect(posts()).toHaveLength(3);
  expect(await listDeliveries(db, { state: 'failed' })).toMatchObject([{ droppedMentions: [], attempts: 2 }]);
  expect(slack.read(channel)).toContain('U1');
});

test("AutoMod's limit on mentions removes only a message's mentions on Discord", async () => {
  const { app, db, discord, channel } = await discordThatMentions(['@here']);
  discord.next('POST', { status: 400, code: 200000 });
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(2));
  expect(discord.messages(channel).map(({ pings }) => pings)).toEqual([[], ['@here']]);
  expect(await listHolds(db)).toEqual([]);
});

test('a member’s test of an admin’s rule pings no one on Slack, alone or in a batch', async () => {
  const { app, chat, db, slack, channel, address, posts } = await slackThatMentions(
    ['<!channel>', '<!here>', '<@U1>'],
    {
      BATCH_AFTER: '0s',
    },
  );
  const sendTest = () => chat.type('test call_unanswered');
  expect(textOf(await sendTest())).toContain('Posting a test message');
  await app.settled();
  slack.uninvited.add(channel);
  for (let sent = 0; sent < 3; sent++) await sendTest();
  await expect.poll(() => listHolds(db)).toHaveLength(1);
  slack.uninvited.clear();
  await db.transaction().execute(tx => retryHeldChannels(tx, address));
  await app.settled();
  expect(slack.read(channel).match(/\[Test\]/g)).toHaveLength(4);
  // The first of the three may still be sent alone.
  expect(slack.messages(channel).length).toBeLessThan(4);
  for (const { args } of posts()) expect(JSON.stringify(args)).not.toMatch(/"broadcast"|"user_id"|<!(channel|here)|<@/);
});

test('a member’s test of an admin’s rule pings no one on Discord', async () => {
  const { app, chat, discord, channel } = await discordThatMentions(['@everyone', '@here']);
  expect(textOf(await chat.type('test call_unanswered'))).toContain('Posting a test message');
  await missedCalls(app.url, callers(1));
  await app.settled();
  expect(discord.read(channel)).toContain('[Test]');
  expect(discord.messages(channel).map(({ pings }) => pings)).toEqual([[], ['@everyone', '@here']]);
  expect(discord.messages(channel)[0]?.body).toMatchObject({ allowed_mentions: { parse: [] } });
});
