/** Both fake platforms and the failures they can have. */
import { setTimeout as delay } from 'node:timers/promises';
import { channelUpdate } from '../fakes/discord/events.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { discordLimits } from '../fakes/discord/limits.ts';
import { memberJoined } from '../fakes/slack/events.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { slackLimits } from '../fakes/slack/limits.ts';
import { type CardReading, cardsIn } from './cards.ts';
import { callersIn, guild, makeCardRooms, type Room } from './channels.ts';
import type { Readings } from './check.ts';
import { findPort } from './ports.ts';
import type { Random } from './random.ts';
import { createTroubles, isPoisoned } from './trouble.ts';

export interface Platforms {
  /** The servers' settings. */
  env: Record<string, string>;
  /** How often each failure was caused. */
  counts: ReadonlyMap<string, number>;
  /** The platform (0 or 1) is not there for so many milliseconds; what was posted stays. */
  outage(platform: number, milliseconds: number): Promise<void>;
  /** The platform (0 or 1) refuses the token for so many milliseconds. */
  revoke(platform: number, milliseconds: number): Promise<void>;
  /** The bot is not in this channel for so many milliseconds, and then invited again. */
  uninvite(room: Room, milliseconds: number): Promise<void>;
  /** Ends the failures of requests and cuts hanging ones. Poison stays. */
  recover(): Promise<void>;
  /** Accepts poisoned messages from now on. */
  cure(): void;
  /** Counts the messages in all channels. */
  countMessages(): number;
  read(): Readings;
  /** The messages of cards in their channels, by address. */
  readCards(): ReadonlyMap<string, readonly CardReading[]>;
  close(): Promise<void>;
}

interface PlatformsOptions {
  rooms: readonly Room[];
  random: Random;
  /** The callers whose messages are rejected until the cure. */
  poison: ReadonlySet<string>;
  /** Whether the platforms keep their limits of rate. */
  limited: boolean;
}

/** Milliseconds: Discord forgets a nonce after some minutes, a torture has no time for that. */
const nonceFor = 1000;

export async function startPlatforms({ rooms, random, poison, limited }: PlatformsOptions): Promise<Platforms> {
  const slack = await startFakeSlack({ port: await findPort(), ...(limited && { limits: slackLimits }) });
  const discord = await startFakeDiscord({
    port: await findPort(),
    nonceFor,
    ...(limited && { limits: discordLimits }),
  });
  const fakes = [slack, discord] as const;
  const troubles = createTroubles(random);
  let cured = false;
  slack.trouble = ({ method, args }) => {
    if (method === 'chat.postMessage' && !cured && isPoisoned(args, poison)) return { error: 'invalid_blocks' };
    return /^(chat\.|conversations\.(history|replies)$)/.test(method) ? troubles.forSlack() : undefined;
  };
  discord.trouble = ({ method, path, body }) => {
    if (method === 'POST' && !cured && isPoisoned(body, poison)) return { status: 400, code: 50035 };
    return path.includes('/messages') ? troubles.forDiscord() : undefined;
  };

  async function blink(fake: FakeSlack | FakeDiscord, milliseconds: number): Promise<void> {
    await fake.close();
    await delay(milliseconds);
    await fake.reopen();
  }
  /** Notifies the servers that are connected now; the others find out on their own. */
  function reportInvited(platform: Room['platform'], id: string): void {
    if (platform === 'discord') discord.gateway.dispatch(channelUpdate(guild, id));
    else if (slack.socket.connections() > 0) slack.report(memberJoined(id)).catch(() => {});
  }
  const fakeOf = ({ platform }: Room) => (platform === 'slack' ? slack : discord);

  return {
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.url,
    },
    counts: troubles.counts,
    outage: (platform, milliseconds) => blink(fakes[platform] ?? slack, milliseconds),
    async revoke(platform, milliseconds) {
      const fake = fakes[platform] ?? slack;
      fake.revoke();
      await delay(milliseconds);
      fake.restore();
    },
    async uninvite({ platform, id }, milliseconds) {
      const closed = platform === 'slack' ? slack.uninvited : discord.hidden;
      closed.add(id);
      await delay(milliseconds);
      closed.delete(id);
      reportInvited(platform, id);
    },
    async recover() {
      troubles.stop();
      await Promise.all(fakes.map(fake => blink(fake, 0)));
    },
    cure() {
      cured = true;
    },
    countMessages: () => rooms.reduce((sum, room) => sum + fakeOf(room).messages(room.id).length, 0),
    read: () => new Map(rooms.map(room => [room.address, callersIn(fakeOf(room).read(room.id))])),
    readCards: () =>
      new Map(
        makeCardRooms(slack.team).map(({ platform, id, address }) => {
          return [address, cardsIn((platform === 'slack' ? slack : discord).read(id))];
        }),
      ),
    close: async () => void (await Promise.all(fakes.map(fake => fake.close()))),
  };
}
