/** Responses that are late, deferred or rejected by Discord. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatResponse } from '../../../../src/platforms/chat-protocol.ts';
import type { ScriptedResponse as FakeAnswer } from '../../../fakes/discord/answers.ts';
import { CHANNEL_ID } from '../setup.ts';
import { type ConnectedBot, oneButton, reply, ruleForm, setupBot, transports } from './connected-bot.ts';

describe.each(transports)('after a deferral, by %s', transport => {
  let bot: ConnectedBot;
  let resolve: (answer: ChatResponse) => void;
  beforeEach(async () => {
    bot = await setupBot(transport, { deferAfter: 50 });
  });
  afterEach(() => bot.close());

  function wait(): void {
    const late = Promise.withResolvers<ChatResponse>();
    bot.answer = late.promise;
    resolve = late.resolve;
  }

  test('a slow answer is deferred and then replaces the deferral', async () => {
    wait();
    const shown = await bot.person().command('status');
    expect(shown).toMatchObject({ waiting: true, messages: [] });
    resolve(reply('At last'));
    await vi.waitFor(() => expect(shown.messages[0]?.text).toContain('At last'), 30_000);
    expect(shown).toMatchObject({ waiting: false, messages: [{ isPrivate: true }] });
  });

  test('a slow public answer is posted in addition to the private deferral', async () => {
    wait();
    const shown = await bot.person().command('test', { event: 'call.missed' });
    resolve(reply('For all', { public: true }));
    await vi.waitFor(() => expect(shown.messages).toHaveLength(2), 30_000);
    expect(shown.messages.map(({ isPrivate }) => isPrivate)).toEqual([true, false]);
    expect(bot.fake.read(CHANNEL_ID)).toContain('For all');
  });

  test('a slow form waits behind a button', async () => {
    wait();
    const shown = await bot.person().command('add');
    resolve({ is: 'form', form: ruleForm });
    await vi.waitFor(() => expect(shown.messages).toHaveLength(1), 30_000);
    // Loading the form may take too long for a modal; then the button stays.
    const press = async () => (await bot.person().press(shown.messages[0], 'Open form…')).modal?.data.title;
    await expect.poll(press).toBe('A rule');
  });

  test('a slow reply to a control is a new message or a replacement', async () => {
    bot.answer = reply('Rules', oneButton('Next', 'rules.next'));
    const rules = (await bot.person().command('rules')).messages[0];
    wait();
    const added = await bot.person().press(rules, 'Next');
    resolve(reply('Added'));
    await vi.waitFor(() => expect(added.messages[0]?.text).toContain('Added'), 30_000);
    expect(added.messages[0]?.isPrivate).toBe(true);
    wait();
    const replaced = await bot.person().press(rules, 'Next');
    resolve(reply('Replaced', { replaces: true }));
    await vi.waitFor(() => expect(rules?.text).toContain('Replaced'), 30_000);
    expect(replaced.messages).toEqual([]);
  });

  test('slow problems of a form and a slow empty answer get a reply', async () => {
    bot.answer = { is: 'form', form: ruleForm };
    const form = await bot.person().command('add');
    wait();
    const sent = await bot.person().submit(form, { What: ['Missed calls'] });
    resolve({ is: 'invalid', problems: { if: 'no such field', other: 'too long' }, form: ruleForm });
    await vi.waitFor(() => expect(sent.messages[0]?.text).toContain('no such field'), 30_000);
    expect(sent.messages[0]?.text).toContain('too long');
    wait();
    const done = await bot.person().command('help');
    resolve({ is: 'nothing' });
    await vi.waitFor(() => expect(done.messages[0]?.text).toContain('Done.'), 30_000);
  });

  test('slow completions are empty', async () => {
    wait();
    expect((await bot.person().complete('rules', { number: 'x' })).choices).toEqual([]);
    resolve({ is: 'completions', choices: [] });
  });
});

describe('when Discord rejects a response', () => {
  test('a response after 3 s is logged, and the next interaction gets its reply', async () => {
    const bot = await setupBot('gateway');
    bot.fake.answerWithin = 0;
    const late = Promise.withResolvers<ChatResponse>();
    bot.answer = late.promise;
    expect((await bot.person().command('help')).failed).toBe('The application did not respond');
    late.resolve(reply('Too late'));
    await vi.waitFor(
      () => expect(bot.logged.join()).toContain('That took too long: Discord waits for 3 seconds'),
      30_000,
    );
    bot.fake.answerWithin = 60_000;
    expect((await bot.person().command('help')).messages).toHaveLength(1);
    await bot.close();
  });

  test.for<FakeAnswer>(['drop before', { status: 503, text: '' }, { retryAfter: 0.1 }])(
    'a transient error (%j) is retried',
    async trouble => {
      const bot = await setupBot('gateway', { deferAfter: 50 });
      bot.fake.next('/callback', trouble);
      const late = Promise.withResolvers<ChatResponse>();
      bot.answer = late.promise;
      const shown = await bot.person().command('help');
      expect(shown.waiting).toBe(true);
      bot.fake.next('PATCH /webhooks', trouble, 2);
      late.resolve(reply('All the same'));
      await vi.waitFor(() => expect(shown.messages[0]?.text).toContain('All the same'), 30_000);
      await bot.close();
    },
  );

  test('a lasting error is logged after the last attempt', async () => {
    const bot = await setupBot('http', { deferAfter: 50 });
    const late = Promise.withResolvers<ChatResponse>();
    bot.answer = late.promise;
    await bot.person().command('help');
    bot.fake.next('PATCH /webhooks', { status: 500, text: '' }, 3);
    late.resolve(reply('Never'));
    await vi.waitFor(() => expect(bot.logged.join()).toContain('could not show a reply'), 30_000);
    await bot.close();
  });

  test('an invalid response is replaced with an error reply', async () => {
    const bot = await setupBot('gateway');
    bot.fake.next('/callback', { status: 400, code: 50035 });
    expect((await bot.person().command('help')).messages[0]?.text).toContain('Discord rejected the reply.');
    expect(bot.logged.join()).toContain('Discord rejected a reply as invalid');
    await bot.close();
  });
});
