/** 200 missed calls at once into one channel of each platform, with the limits on and the default settings. */
import { setTimeout as delay } from 'node:timers/promises';
import { startFakeDiscord } from '../fakes/discord/index.ts';
import { discordLimits } from '../fakes/discord/limits.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';
import { slackLimits } from '../fakes/slack/limits.ts';
import { now } from './clock.ts';
import { atMost, count, type Figure, seconds } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard } from './servers/processes.ts';
import { median } from './statistics.ts';
import { configOf, discordRooms, missedCall, type Room, slackRooms } from './webhooks.ts';

const calls = 200;
const rounds = 3;
const target = 15_000;
/** Milliseconds until a round counts as failed. */
const patience = 60_000;

interface Reading {
  took: number[];
  messages: number[];
}

/** The part of a fake that reads its channels. */
interface Shown {
  read(channel: string): string;
  messages(channel: string): readonly unknown[];
}

export async function measureBatching(): Promise<Figure[]> {
  const slack = await startFakeSlack({ limits: slackLimits });
  const discord = await startFakeDiscord({ limits: discordLimits });
  // In each round both platforms' channels of that number get the same calls.
  const desks = Array.from({ length: rounds }, (_, round) => `desk-${round}`);
  const roomsOf = (rooms: Room[]) => rooms.map((room, at) => ({ ...room, desk: desks[at] as string }));
  const platforms = [
    { what: 'Slack', fake: slack, rooms: roomsOf(slackRooms(rounds)), took: [], messages: [] },
    { what: 'Discord', fake: discord, rooms: roomsOf(discordRooms(rounds)), took: [], messages: [] },
  ] satisfies ({ what: string; fake: Shown; rooms: Room[] } & Reading)[];
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
  };
  try {
    await using callboard = await startCallboard(env, configOf(platforms.flatMap(({ rooms }) => rooms)));
    for (const [round, desk] of desks.entries()) {
      const startedAt = now();
      const body = (n: number) => missedCall(round * calls + n, desk);
      await runLoad({ url: callboard.url, connections: 32, requests: calls, body });
      await Promise.all(platforms.map(platform => readAll(platform, round, startedAt)));
    }
  } finally {
    await slack.close();
    await discord.close();
  }
  return platforms.flatMap(({ what, took, messages }) => [
    atMost(`${what}: ${calls} missed calls at once, all readable after`, median(took), target, seconds),
    { what: `${what}: in so many messages`, measured: count(median(messages)) },
  ]);
}

/** Waits until every call of a round can be read in its channel, and notes how long that took and in how many messages. */
async function readAll(
  { what, fake, rooms, took, messages }: { what: string; fake: Shown; rooms: Room[] } & Reading,
  round: number,
  startedAt: number,
): Promise<void> {
  const { id } = rooms[round] as Room;
  while (new Set(fake.read(id).match(/call from caller-\d+/g)).size < calls) {
    if (now() - startedAt > patience) throw new Error(`${what}: not all calls are readable`);
    await delay(50);
  }
  took.push(now() - startedAt);
  messages.push(fake.messages(id).length);
}
