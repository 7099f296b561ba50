/** A channel on hold continues when its cause is fixed, before its next retry. */
import { afterEach, expect, test, vi } from 'vitest';
import { listHolds } from '../../src/store/deliveries/holds.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { channelUpdate, guildCreate } from '../fakes/discord/events.ts';
import { channelUnarchived, memberJoined } from '../fakes/slack/events.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** The first retry would be in an hour. */
const slowRetry = { backoff: { base: 3_600_000, cap: 3_600_000 } };

test.each([
  ['the bot is invited', 'uninvited', memberJoined],
  ['the channel is unarchived', 'archived', channelUnarchived],
] as const)('Slack: %s', async (_name, closed, event) => {
  const { app, core, slack, channel, stop } = await onSlack({ SLACK_APP_TOKEN: 'xapp-fake-app-token' }, slowRetry);
  stops.push(stop);
  await vi.waitFor(() => expect(slack.socket.connections()).toBe(1), { timeout: 30_000 });
  slack[closed].add(channel);
  await missedCalls(app.url, callers(3));
  await vi.waitFor(async () => expect(await listHolds(core.database.db)).toHaveLength(1), { timeout: 30_000 });
  slack[closed].clear();
  await slack.report(event(channel));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(3));
  expect(await listHolds(core.database.db)).toEqual([]);
});

test.each([
  ['the bot is let into the channel', (guild: string, channel: string) => channelUpdate(guild, channel)],
  ['the bot is invited to the server', (guild: string, channel: string) => guildCreate(guild, [channel])],
])('Discord: %s', async (_name, event) => {
  const { app, core, discord, channel, stop } = await onDiscord({}, slowRetry);
  stops.push(stop);
  await vi.waitFor(() => expect(discord.gateway.identified).toBe(1), { timeout: 30_000 });
  discord.hidden.add(channel);
  await missedCalls(app.url, callers(3));
  await vi.waitFor(async () => expect(await listHolds(core.database.db)).toHaveLength(1), { timeout: 30_000 });
  discord.hidden.clear();
  discord.gateway.dispatch(event('800000000000000001', channel));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(3));
});
