/** A press counts on messages and in forms that Callboard wrote in that channel, and nowhere else. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ShownMessage } from '../../../fakes/discord/interactions.ts';
import { CHANNEL_ID } from '../setup.ts';
import { oneButton, reply, ruleForm, setupTalk, transports } from './connected-bot.ts';

const APPLICATION = '900000000000000002';

describe.each(transports)('by %s', transport => {
  async function start() {
    const talking = await setupTalk(transport);
    onTestFinished(talking.close);
    talking.answer = reply('Muted', { public: true, ...oneButton('Unmute', 'run|unmute') });
    const ann = talking.person();
    const { messages } = await ann.command('mute', { duration: '1h' });
    const ours = messages[0] as ShownMessage;
    const pressed = async (message: ShownMessage, more: object = {}) => {
      const before = talking.asked.length;
      const shown = await talking.person(more).press(message, 'Unmute');
      return { isAsked: talking.asked.length > before, text: shown.messages[0]?.text ?? '' };
    };
    return { talking, ours, pressed };
  }

  test('a message of ours, also as an answer to an interaction', async () => {
    const { ours, pressed } = await start();
    expect(await pressed(ours)).toMatchObject({ isAsked: true });
    const asAnswer = { application_id: APPLICATION, webhook_id: APPLICATION };
    expect(await pressed({ ...ours, more: asAnswer })).toMatchObject({ isAsked: true });
    expect(await pressed(ours, { id: '200000000000000002', name: 'Bob' })).toMatchObject({ isAsked: true });
  });

  test.for<[string, Partial<ShownMessage>]>([
    ['that a webhook of the application wrote', { more: { application_id: APPLICATION, webhook_id: '77' } }],
    ['of another application', { more: { application_id: '77' } }],
    ['that was forwarded', { more: { message_reference: { type: 1 } } }],
    ['with a message in it that was forwarded', { more: { message_snapshots: [{ message: {} }] } }],
  ])('a message %s is told to be none of ours', async ([, changed]) => {
    const { talking, ours, pressed } = await start();
    const { isAsked, text } = await pressed({ ...ours, ...changed });
    expect(isAsked).toBe(false);
    expect(text).toContain('isn’t one of mine');
    expect(talking.logged.join('\n')).toContain('ignored a button press');
  });

  test('a message without our mark, or with that of another channel', async () => {
    const { talking, ours, pressed } = await start();
    const [first, ...rest] = ours.components;
    for (const id of [undefined, 1, 2 ** 27, 2 ** 28, 2 ** 30]) {
      const components = [{ ...first, id }, ...rest] as ShownMessage['components'];
      expect(await pressed({ ...ours, components })).toMatchObject({ isAsked: false });
    }
    expect(await pressed(ours, { channel: CHANNEL_ID.replace(/2$/, '3') })).toMatchObject({ isAsked: false });
    talking.answer = reply('For Ann', oneButton('Unmute', 'run|unmute'));
    const { messages } = await talking.person().command('menu');
    const private_ = messages[0] as ShownMessage;
    expect(await pressed(private_)).toMatchObject({ isAsked: true });
    expect(await pressed(private_, { id: '200000000000000002', name: 'Bob' })).toMatchObject({ isAsked: false });
  });

  test('a form that Callboard did not open', async () => {
    const { talking } = await start();
    const ann = talking.person();
    talking.answer = { is: 'form', form: ruleForm };
    const form = await ann.command('add');
    const before = talking.asked.length;
    const components = form.modal?.data.components.map((each, at) => ({ ...each, id: at + 1 }));
    const forged = { ...form, modal: { data: { ...form.modal?.data, components }, on: null } } as typeof form;
    const shown = await ann.submit(forged, { What: ['Missed calls'] });
    expect(shown.messages[0]?.text).toContain('isn’t one of mine');
    expect(talking.asked).toHaveLength(before);
    talking.answer = reply('Saved');
    await ann.submit(form, { What: ['Missed calls'] });
    expect(talking.asked).toHaveLength(before + 1);
  });
});
