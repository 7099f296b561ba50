/**
 * The use of the platforms' rate limits: a backlog without batching, with fakes that enforce their limits. One
 * channel of each platform meets the limit of a channel, many meet that of the whole workspace or bot.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { discordLimits } from '../fakes/discord/limits.ts';
import { type Recorded, tally } from '../fakes/record.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { slackLimits } from '../fakes/slack/limits.ts';
import { type Allowance, mostIn, shareOfRate } from './allowed.ts';
import { atLeast, atMost, below, count, type Figure, percent } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard } from './servers/processes.ts';
import { configOf, discordRooms, missedCall, type Room, slackRooms } from './webhooks.ts';

/** Milliseconds from the first post for which requests are counted. */
const time = 27_000;

interface Backlog {
  /** `Slack, one channel` */
  what: string;
  rooms: Room[];
  /** More than the limit lets through meanwhile. */
  messages: number;
  /** The narrowest limit that holds. */
  allowance: Allowance | undefined;
}

const oneChannel = {
  slack: { what: 'Slack, one channel', rooms: slackRooms(1), messages: 50, allowance: slackLimits.channel },
  discord: {
    what: 'Discord, one channel',
    rooms: discordRooms(1),
    messages: 50,
    allowance: discordLimits.messages && { ...discordLimits.messages, burst: null },
  },
} satisfies Record<string, Backlog>;

const manyChannels = {
  slack: {
    what: 'Slack, 30 channels',
    rooms: slackRooms(30),
    messages: 300,
    allowance: slackLimits.methods?.['chat.postMessage'],
  },
  discord: {
    what: 'Discord, 80 channels',
    rooms: discordRooms(80),
    messages: 2000,
    allowance: discordLimits.global && { ...discordLimits.global, burst: null },
  },
} satisfies Record<string, Backlog>;

export async function measurePace(): Promise<Figure[]> {
  return [...(await measureBoth(oneChannel)), ...(await measureBoth(manyChannels))];
}

/** Both platforms at once, which do not share a limit. */
async function measureBoth({ slack, discord }: { slack: Backlog; discord: Backlog }): Promise<Figure[]> {
  const fakes = {
    slack: await startFakeSlack({ limits: slackLimits }),
    discord: await startFakeDiscord({ limits: discordLimits }),
  };
  try {
    await postBacklogs(fakes, [slack, discord]);
    return [
      ...judge(slack, fakes.slack.requests, ({ method }) => method === 'chat.postMessage'),
      ...judge(discord, fakes.discord.requests, ({ method }) => method === 'POST'),
    ];
  } finally {
    await fakes.slack.close();
    await fakes.discord.close();
  }
}

async function postBacklogs(fakes: { slack: FakeSlack; discord: FakeDiscord }, backlogs: Backlog[]): Promise<void> {
  const env = {
    SLACK_BOT_TOKEN: fakes.slack.botToken,
    SLACK_API_URL: fakes.slack.url,
    DISCORD_TOKEN: fakes.discord.token,
    DISCORD_API_URL: fakes.discord.url,
    BATCH_AFTER: 'off',
  };
  const desks = backlogs.flatMap(({ rooms, messages }) =>
    Array.from({ length: messages }, (_, n) => (rooms[n % rooms.length] as Room).desk),
  );
  await using callboard = await startCallboard(env, configOf(backlogs.flatMap(({ rooms }) => rooms)));
  const body = (n: number) => missedCall(n, desks[n] as string);
  await runLoad({ url: callboard.url, connections: 32, requests: desks.length, body });
  await delay(time);
}

function judge<R extends Recorded>(
  { what, allowance, messages }: Backlog,
  requests: readonly R[],
  isPost: (request: R) => boolean,
): Figure[] {
  const posts = requests.filter(isPost);
  const startedAt = posts[0]?.at ?? Number.NaN;
  const counted = requests.filter(({ at }) => at <= startedAt + time);
  const accepted = posts.filter(post => post.accepted && post.at <= startedAt + time).map(({ at }) => at);
  if (!allowance || accepted.length === messages) throw new Error(`${what}: the backlog came to its end`);
  const { requests: all, refused, early } = tally(counted);
  return [
    atLeast(`${what}: share of the allowed rate`, shareOfRate(accepted, allowance), 0.95, percent),
    {
      what: `${what}: messages, of what the limit lets through`,
      measured: `${accepted.length} of ${mostIn(time, allowance)}`,
    },
    below(`${what}: requests refused`, refused / all, 0.01, percent),
    atMost(`${what}: requests before Retry-After was over`, early, 0, count),
  ];
}
