/** A press counts only on messages, and in forms, that Callboard wrote in that channel. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ShownMessage } from '../../../fakes/discord/interactions.ts';
import { CHANNEL_ID } from '../setup.ts';
import { oneButton, reply, ruleForm, setupBot, transports } from './connected-bot.ts';

const APPLICATION = '900000000000000002';

describe.each(transports)('by %s', transport => {
  async function start() {
    const bot = await setupBot(transport);
    onTestFinished(bot.close);
    bot.answer = reply('Muted', { public: true, ...oneButton('Unmute', 'run|unmute') });
    const ann = bot.person();
    const { messages } = await ann.command('mute', { duration: '1h' });
    const ours = messages[0] as ShownMessage;
    const pressed = async (message: ShownMessage, more: object = {}) => {
      const before = bot.requests.length;
      const shown = await bot.person(more).press(message, 'Unmute');
      return { isHandled: bot.requests.length > before, text: shown.messages[0]?.text ?? '' };
    };
    return { bot, ours, pressed };
  }

  test("a press on Callboard's message is handled, also on a reply to an interaction", async () => {
    const { ours, pressed } = await start();
    expect(await pressed(ours)).toMatchObject({ isHandled: true });
    const asReply = { application_id: APPLICATION, webhook_id: APPLICATION };
    expect(await pressed({ ...ours, more: asReply })).toMatchObject({ isHandled: true });
    expect(await pressed(ours, { id: '200000000000000002', name: 'Bob' })).toMatchObject({ isHandled: true });
  });

  test.for<[string, Partial<ShownMessage>]>([
    ["from the application's webhook", { more: { application_id: APPLICATION, webhook_id: '77' } }],
    ['from another application', { more: { application_id: '77' } }],
    ['that is forwarded', { more: { message_reference: { type: 1 } } }],
    ['that contains a forwarded message', { more: { message_snapshots: [{ message: {} }] } }],
  ])('a press on a message %s is rejected', async ([, changed]) => {
    const { bot, ours, pressed } = await start();
    const { isHandled, text } = await pressed({ ...ours, ...changed });
    expect(isHandled).toBe(false);
    expect(text).toContain('can’t explain this message');
    expect(bot.logged.join('\n')).toContain('ignored a button press');
  });

  test("a press on a message without a mark, or with another channel's or person's mark, is rejected", async () => {
    const { bot, ours, pressed } = await start();
    const [first, ...rest] = ours.components;
    for (const id of [undefined, 1, 2 ** 27, 2 ** 28, 2 ** 30]) {
      const components = [{ ...first, id }, ...rest] as ShownMessage['components'];
      expect(await pressed({ ...ours, components })).toMatchObject({ isHandled: false });
    }
    expect(await pressed(ours, { channel: CHANNEL_ID.replace(/2$/, '3') })).toMatchObject({ isHandled: false });
    bot.answer = reply('For Ann', oneButton('Unmute', 'run|unmute'));
    const { messages } = await bot.person().command('menu');
    const privateReply = messages[0] as ShownMessage;
    expect(await pressed(privateReply)).toMatchObject({ isHandled: true });
    expect(await pressed(privateReply, { id: '200000000000000002', name: 'Bob' })).toMatchObject({ isHandled: false });
  });

  test("a person's mark proves their right to the command only on a private reply", async () => {
    const { bot, pressed } = await start();
    bot.answer = reply('For Ann', oneButton('Unmute', 'run|unmute'));
    const { messages } = await bot.person().command('menu');
    const privateReply = messages[0] as ShownMessage;
    const rights = [];
    for (const isPrivate of [true, false]) {
      await pressed({ ...privateReply, isPrivate });
      rights.push(bot.requests.at(-1)?.by.mayUseCommand);
    }
    expect(rights).toEqual([true, false]);
  });

  test('a form that Callboard did not open is rejected', async () => {
    const { bot } = await start();
    const ann = bot.person();
    bot.answer = { is: 'form', form: ruleForm };
    const form = await ann.command('add');
    const before = bot.requests.length;
    const components = form.modal?.data.components.map((each, at) => ({ ...each, id: at + 1 }));
    const forged = { ...form, modal: { data: { ...form.modal?.data, components }, on: null } } as typeof form;
    const shown = await ann.submit(forged, { What: ['Missed calls'] });
    expect(shown.messages[0]?.text).toContain('can’t explain this message');
    expect(bot.requests).toHaveLength(before);
    bot.answer = reply('Saved');
    await ann.submit(form, { What: ['Missed calls'] });
    expect(bot.requests).toHaveLength(before + 1);
  });
});
