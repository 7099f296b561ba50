/** A press of a message's action button is acknowledged whatever the store does. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createChat } from '../../src/chat/router.ts';
import type { Message } from '../../src/messages/message.ts';
import { writeMessageAction } from '../../src/platforms/action-id.ts';
import type { ChatHandler } from '../../src/platforms/chat-protocol.ts';
import { openTestCore } from '../databases.ts';
import * as discord from '../platforms/discord/listeners/connected-bot.ts';
import { CHANNEL_ID, CHANNEL as DISCORD_CHANNEL } from '../platforms/discord/setup.ts';
import * as slack from '../platforms/slack/listeners/connected-bot.ts';
import { CHANNEL } from '../platforms/slack/setup.ts';
import { createUnresponsiveStore, type UnresponsiveStore } from './unresponsive-store.ts';

// No feature has such a button yet, so this one calls an action that reads the store.
const card: Message = {
  title: [{ type: 'text', text: 'Missed call' }],
  color: 'red',
  blocks: [],
  buttons: [{ label: 'Open', url: 'https://example.com/' }],
  actions: [{ label: 'Claim', action: writeMessageAction('rules.page', '1') }],
  mentions: [],
  footnote: [],
};

let store: UnresponsiveStore;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  store.release();
  for (const close of closing.splice(0).reverse()) await close();
});

async function createHandler(platform: string): Promise<ChatHandler> {
  const core = await openTestCore();
  store = createUnresponsiveStore();
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  return createChat({ ...chatOptions, core: store.of(core), log: silent })(platform);
}

const chatOptions = {
  operators: [],
  isMember: async () => true,
  findMentionProblem: async () => null,
  findChannelName: async () => null,
  findPostingProblem: async () => null,
  webhookUrl: () => null,
  hasPublicUrl: false,
  receiving: () => null,
  configFile: null,
} as unknown as Omit<Parameters<typeof createChat>[0], 'core' | 'log'>;

const failed = 'Something went wrong on my side';

describe.each(slack.transports)('Slack, by %s', transport => {
  test('acknowledges a press before the store answers', async () => {
    const bot = await slack.setupBot(transport, await createHandler('slack'));
    closing.push(bot.close);
    await bot.platform.post({ channel: CHANNEL, message: card, nonce: '1' });
    // Resolves with the acknowledgment.
    await bot.ann.press('Claim');
    await vi.waitFor(() => expect(store.waiting()).toBeGreaterThan(0), 30_000);
    expect(bot.requests).toMatchObject([{ input: { is: 'action', action: 'open|rules.page|1' } }]);
    expect(bot.fake.surfaces.ephemeral).toEqual([]);
    store.release();
    await vi.waitFor(() => expect(JSON.stringify(bot.fake.surfaces.ephemeral)).toContain(failed), 30_000);
  });
});

describe.each(discord.transports)('Discord, by %s', transport => {
  test('acknowledges a press before the store answers, also after an edit', async () => {
    const handle = await createHandler('discord');
    const bot = await discord.setupBot(transport, { handleChat: handle, deferAfter: 50 });
    closing.push(bot.close);
    const ref = await bot.platform.post({
      channel: DISCORD_CHANNEL,
      message: { ...card, mentions: ['@here'] },
      nonce: '1',
    });
    const pressed = await bot.person().press(bot.fake.shown(CHANNEL_ID)[0], 'Claim');
    expect(pressed).toMatchObject({ failed: null, messages: [] });
    await bot.platform.edit({ channel: DISCORD_CHANNEL, ref, message: card, nonce: 'e1' });
    const again = await bot.person().press(bot.fake.shown(CHANNEL_ID)[0], 'Claim');
    expect(again).toMatchObject({ failed: null, messages: [] });
    expect(store.waiting()).toBeGreaterThan(1);
    store.release();
    await vi.waitFor(() => expect(again.messages[0]?.text).toContain(failed), 30_000);
    expect(again.messages[0]?.isPrivate).toBe(true);
  });
});
