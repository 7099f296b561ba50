/** Public bug reports, from the webhooks over HTTP to what people read in Slack and Discord. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyFile, readConfigFile } from '../../src/operations/import-export.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { readComponents } from '../fakes/discord/read.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { messageText } from '../fakes/slack/read.ts';
import { playCase, readCase, sendStep } from './cases.ts';
import { providerEnv } from './providers.ts';

const slackChannel = 'C0456';
const discordChannel = '300000000000000002';

let slack: FakeSlack;
let discord: FakeDiscord;
let running: TestApp;
/** How many messages each fake had before a test. */
let before: { slack: number; discord: number };

beforeAll(async () => {
  [slack, discord] = await Promise.all([startFakeSlack(), startFakeDiscord()]);
  const env = {
    ...providerEnv,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    SLACK_RATE: 'off',
    BATCH_AFTER: 'off',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
  };
  running = await startApp(env);
  const file = new URL('callboard.yaml', import.meta.url).pathname;
  await applyFile(running.core, await readConfigFile(running.core, file), 'cli');
});

afterAll(async () => {
  await running?.stop();
  await Promise.all([slack?.close(), discord?.close()]);
});

beforeEach(() => {
  before = { slack: slack.messages(slackChannel).length, discord: discord.messages(discordChannel).length };
});

/** Messages posted since the test began: request bodies and visible texts. */
async function readPosts() {
  await running.app.settled();
  const inSlack = slack.messages(slackChannel).slice(before.slack);
  const inDiscord = discord.messages(discordChannel).slice(before.discord);
  return {
    slack: inSlack.map(({ body }) => messageText(body)),
    discord: inDiscord.map(({ body }) => readComponents(body.components ?? [])),
    bodies: { slack: inSlack.map(({ body }) => body), discord: inDiscord.map(({ body }) => body) },
  };
}

test('05: the same event in another key order is posted once', async () => {
  await playCase('05-redelivered-reserialized.steps.json', running.app.url);
  const posts = await readPosts();
  expect([posts.slack.length, posts.discord.length]).toEqual([1, 1]);
});

describe('14a: a SIP call that is missed and hung up', () => {
  const isMissed = (text: string) => text.includes('Missed');

  test.each([
    ['missed first', (steps: unknown[]) => steps],
    ['hung up first', (steps: unknown[]) => steps.with(2, steps[3]).with(3, steps[2])],
  ])('is one missed call: %s', async (_, order) => {
    const steps = order(readCase('14a-missed-then-hangup.steps.json')) as ReturnType<typeof readCase>;
    for (const step of steps) expect((await sendStep(running.app.url, step)).status).toBe(200);
    const posts = await readPosts();
    expect(posts.slack.filter(isMissed)).toHaveLength(1);
    expect(posts.discord.filter(isMissed)).toHaveLength(1);
    expect(posts.slack).toHaveLength(3);
  });
});

describe('14a on CometChat: a call on a busy line that the caller then cancels', () => {
  const at = Math.floor(Date.now() / 1000);
  const ring = (sessionid: string, action: string, by: 'u-ann' | 'u-bob') => {
    const on = { sessionid, status: action, type: 'audio', sender: 'u-ann', receiver: 'u-bob', receiverType: 'user' };
    const [sender, receiver] = by === 'u-ann' ? ['u-ann', 'u-bob'] : ['u-bob', 'u-ann'];
    const data = { action, entities: { on: { entity: on, entityType: 'call' } } };
    const call = {
      id: `${sessionid}-${action}`,
      sender,
      receiver,
      receiverType: 'user',
      type: 'audio',
      sentAt: at,
      data,
    };
    return {
      to: 'cometchat',
      body: { trigger: `call_${action}`, data: { call }, appId: 'a', webhook: 'callboard' },
    } as const;
  };

  test.each([
    ['busy', 'was busy'],
    ['cancelled', 'hung up'],
  ])('is one missed call: %s first', async (first, words) => {
    const id = `v1.us.busy-${first}`;
    const ends = [ring(id, 'busy', 'u-bob'), ring(id, 'cancelled', 'u-ann')];
    const steps = [ring(id, 'initiated', 'u-ann'), ...(first === 'busy' ? ends : ends.reverse())];
    for (const step of steps) expect((await sendStep(running.app.url, step)).status).toBe(200);
    const posts = await readPosts();
    for (const texts of [posts.slack, posts.discord]) {
      expect(texts).toHaveLength(2);
      expect(texts.filter(text => text.includes('Missed'))).toEqual([expect.stringContaining(words)]);
    }
  });
});

test('16: the uid replaces an invisible name', async () => {
  await playCase('16-invisible-names.steps.json', running.app.url);
  const posts = await readPosts();
  for (const texts of [posts.slack, posts.discord]) {
    const titles = texts.map(text => /from (\S+)/.exec(text)?.[1]);
    expect(titles).toEqual('abcdef'.split('').map(letter => `u-ghost-${letter}`));
  }
});

test('21: people given as a map are named', async () => {
  await playCase('21-maps-by-uid.steps.json', running.app.url);
  const posts = await readPosts();
  for (const texts of [posts.slack, posts.discord]) {
    expect(texts).toHaveLength(5);
    expect(texts[0]).toContain('Bob Ray and Cleo Fox were added to Support');
    expect(texts[4]).toContain('Dan Orr');
  }
});

describe('27: a group call that one person answered', () => {
  const file = '27-group-call-answered-by-one.steps.json';
  const says = (texts: readonly string[], words: string) => texts.filter(text => text.includes(words));

  test('is not posted as missed', async () => {
    await playCase(file, running.app.url);
    const posts = await readPosts();
    for (const texts of [posts.slack, posts.discord]) {
      expect(texts).toHaveLength(3);
      expect(texts.filter(text => /no ?(one|body|answer)/i.test(text))).toEqual([]);
      expect(says(texts, 'Missed')).toEqual([]);
      expect(says(texts, 'Someone answered, so it stopped ringing.')).toHaveLength(1);
    }
  });

  test('has a text that stays true if the answer arrives later', async () => {
    const [initiated, started, unanswered] = readCase(file);
    for (const step of [initiated, unanswered, started]) {
      if (step) await sendStep(running.app.url, step);
      await running.app.settled();
    }
    const posts = await readPosts();
    for (const texts of [posts.slack, posts.discord]) {
      expect(says(texts, 'No one answered')).toEqual([]);
      expect(says(texts, 'No one has joined yet.')).toHaveLength(1);
    }
  });
});

describe('a long link of a recording', () => {
  const urlOf = (body: unknown) => (body as { data: { recording_url: string } }).data.recording_url;
  const reads = (texts: readonly string[], words: string) => texts.filter(text => text.includes(words));

  test.each([
    ['02b', '02b-recording-url-1750.json'],
    ['03c', '03c-recording-url-2500.json'],
  ])('%s: is reachable on both platforms', async (_, file) => {
    const [step] = readCase(file);
    if (!step) throw new Error('no step');
    await sendStep(running.app.url, step);
    const posts = await readPosts();
    for (const texts of [posts.slack, posts.discord]) {
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain('Watch recording');
      expect(texts[0]).toContain(urlOf(step.body));
      expect(reads(texts, 'too long')).toEqual([]);
    }
  });

  test.each([3990, 5000, 19_000, 50_000])(
    'of %d characters is said to be left out, and where to look',
    async length => {
      const [step] = readCase('02b-recording-url-1750.json');
      if (!step) throw new Error('no step');
      const data = {
        ...(step.body as { data: object }).data,
        recording_url: `https://a.example/${'x'.repeat(length)}`,
      };
      await sendStep(running.app.url, { ...step, body: { ...(step.body as object), data } });
      const posts = await readPosts();
      for (const texts of [posts.slack, posts.discord]) {
        expect(texts).toHaveLength(1);
        expect(texts[0]).toMatch(/too long.*provider's dashboard/s);
        expect(texts[0]).toContain('Watch recording');
        expect(texts[0]).not.toContain('can be watched now');
        expect(texts[0]).not.toContain('https://');
      }
    },
  );
});

test('26: right-to-left names are isolated on both platforms, in the fallback text too', async () => {
  await playCase('26-rtl-names.json', running.app.url);
  const { bodies } = await readPosts();
  const [inSlack, inDiscord] = [JSON.stringify(bodies.slack), JSON.stringify(bodies.discord)];
  const fallback = bodies.slack[0]?.text;
  for (const text of [inSlack, inDiscord, fallback]) {
    expect(text).toMatch(/from (\*\*)?\u2068מרים \\*\(123\\*\)\u2069/);
    expect(text).toContain('\u2068أحمد!\u2069');
  }
});

test('26: in a list of people the text after a right-to-left name stays after it', async () => {
  const [at, step] = [Math.floor(Date.now() / 1000), readCase('26-rtl-names.json')[0]];
  const occupant = (uid: string, name: string) => ({ uid, name, joined_at: at - 90, left_at: at });
  const data = {
    sessionId: 'rtl-list',
    created_at: at - 90,
    destroyed_at: at,
    all_occupants: [occupant('u-miriam', 'מרים (123)'), occupant('u-ann', 'Ann')],
  };
  const body = { trigger: 'call_ended', data, appId: 'a', region: 'us', webhook: 'callboard' };
  await sendStep(running.app.url, { to: step?.to ?? 'cometchat', body });
  const posts = await readPosts();
  for (const [text = ''] of [posts.slack, posts.discord]) {
    expect(text).toContain('\u2068מרים (123)\u2069: 1 min 30 s');
    expect(text).toMatch(/[-•] Ann: 1 min 30 s/);
  }
});
