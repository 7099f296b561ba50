/** User actions on Discord, over the gateway and over signed HTTP, and the replies that people see. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatResponse, Input } from '../../../../src/platforms/chat-protocol.ts';
import { CHANNEL, CHANNEL_ID, GUILD } from '../setup.ts';
import { type ConnectedBot, longList, oneButton, reply, ruleForm, setupBot, transports } from './connected-bot.ts';

const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;
const dayAndMore = 25 * 60 * 60_000;

describe.each(transports)('by %s', transport => {
  let bot: ConnectedBot;
  beforeEach(async () => {
    bot = await setupBot(transport);
  });
  afterEach(() => bot.close());

  const lastInput = (): Input | undefined => bot.requests.at(-1)?.input;

  test('a command becomes a request with the person, channel and text, and gets a private reply', async () => {
    const { messages } = await bot.person().command('rules', { number: ' 2 ' });
    expect(bot.requests).toEqual([
      {
        by: { id: '200000000000000001', name: 'Ann', mayUseCommand: true, manager: true, admin: false },
        channel: CHANNEL,
        workspace: GUILD,
        input: { is: 'command', words: 'rules 2' },
      },
    ]);
    expect(messages).toMatchObject([{ isPrivate: true, text: expect.stringContaining('Hello') }]);
    expect(bot.fake.read(CHANNEL_ID)).toBe('');
  });

  test('the menu has an empty command text; the options of add form one text in a fixed order', async () => {
    const person = bot.person();
    await person.command('menu');
    expect(lastInput()).toEqual({ is: 'command', words: '' });
    const options = { mention: '@here', do: 'post', if: 'call.kind == "video"', on: 'call.missed meeting.*' };
    await person.command('add', options);
    const words = 'add call.missed meeting.* if call.kind == "video" do post mention @here';
    expect(lastInput()).toEqual({ is: 'command', words });
    await person.command('add', { at: '1', on: '*' });
    expect(lastInput()).toEqual({ is: 'command', words: 'add * at 1' });
    await person.command('add');
    expect(lastInput()).toEqual({ is: 'command', words: 'add' });
  });

  test('a form with a text over the limit of a modal is refused instead of truncated', async () => {
    const [field] = ruleForm.fields;
    if (!field) throw new Error('The form has no field.');
    const text = { is: 'text', name: 'body', label: 'Text', value: 'x'.repeat(4001) } as const;
    bot.answer = { is: 'form', form: { ...ruleForm, fields: [text, field] } };
    const { modal, messages } = await bot.person().command('templates');
    expect(modal).toBeNull();
    expect(messages).toMatchObject([{ text: expect.stringContaining('“Text” is too long for a Discord form') }]);
  });

  test('completions contain only the value of the focused option', async () => {
    const typed = 'add call.missed template';
    const values = [`${typed} long`, `${typed} short`, typed, 'short', 'add call.ended', `${typed} ${'x'.repeat(101)}`];
    bot.answer = { is: 'completions', choices: values.map(value => ({ label: value, value, description: 'It' })) };
    const { choices } = await bot.person().complete('add', { on: 'call.missed', template: 'lo' });
    expect(lastInput()).toEqual({ is: 'completion', words: 'add call.missed template lo' });
    expect(choices?.map(({ value }) => value)).toEqual(['long', 'short']);
    expect(choices?.[0]?.name).toBe('long: It');
    await bot.person().complete('rules', { number: '' });
    expect(lastInput()).toEqual({ is: 'completion', words: 'rules ' });
  });

  test('every reader of a message can use Why?', async () => {
    const { messages } = await bot.person({ permissions: 0n }).why('700000000000000009');
    expect(bot.requests[0]).toMatchObject({
      by: { manager: false, admin: false },
      input: { is: 'why', message: '700000000000000009' },
    });
    expect(messages).toHaveLength(1);
  });

  test('a button and a select send their action; the reply is a new message or a replacement', async () => {
    const person = bot.person();
    const choice = {
      is: 'select',
      placeholder: 'Which?',
      action: 'rules.open',
      choices: [{ label: 'One', value: '1' }],
    };
    bot.answer = reply('Rules', {
      controls: [...(oneButton('Next', 'rules.page|2').controls ?? []), choice as never],
    });
    const rules = (await person.command('rules')).messages[0];
    bot.answer = reply('More');
    const added = await person.press(rules, 'Next');
    expect(lastInput()).toEqual({ is: 'action', action: 'rules.page|2', chosen: [] });
    expect([added.messages.length, rules?.text]).toEqual([1, expect.stringContaining('Rules')]);
    bot.answer = reply('Rule 1', { replaces: true, ...oneButton('Back', 'rules.list') });
    const replaced = await person.choose(rules, 'Which?', ['One']);
    expect(lastInput()).toEqual({ is: 'action', action: 'rules.open', chosen: ['1'] });
    expect([replaced.messages.length, rules?.text]).toEqual([0, expect.stringContaining('Rule 1')]);
    bot.answer = { is: 'nothing' };
    expect(await person.press(rules, 'Back')).toMatchObject({ failed: null, messages: [] });
  });

  test('a public reply appears in the channel, and a private one never replaces it', async () => {
    bot.answer = reply('Everyone', { public: true, ...oneButton('Press', 'greet.all') });
    const { messages } = await bot.person().command('test', { event: 'call.missed' });
    expect(bot.fake.read(CHANNEL_ID)).toContain('Everyone');
    bot.answer = reply('Only you', { replaces: true });
    const { messages: own } = await bot.person().press(messages[0], 'Press');
    expect([own.length, messages[0]?.text]).toEqual([1, expect.stringContaining('Everyone')]);
    bot.answer = reply('All of you', { replaces: true, public: true });
    await bot.person().press(messages[0], 'Press');
    expect(bot.fake.read(CHANNEL_ID)).toContain('All of you');
  });

  test('a form opens, and its submission contains all values', async () => {
    bot.answer = { is: 'form', form: ruleForm };
    const form = await bot.person().command('add');
    expect(form.modal?.data).toMatchObject({ title: 'A rule', components: { length: 5 } });
    bot.answer = reply('Saved');
    const saved = await bot.person().submit(form, { What: ['Missed calls'], Note: 'one\ntwo' });
    expect(lastInput()).toEqual({
      is: 'submission',
      action: 'add.save|7',
      fields: { on: ['call.missed'], if: ['call.kind == "video"'], do: ['post'], note: ['one\ntwo'] },
    });
    expect(saved.messages[0]?.text).toContain('Saved');
    await bot.person().submit(form, { What: ['Missed calls'], Condition: '' });
    expect(lastInput()).toMatchObject({ fields: { if: [], note: [] } });
  });

  test('a list that is too long for Discord is typed, separated by commas', async () => {
    bot.answer = { is: 'form', form: longList };
    const form = await bot.person().command('add');
    await bot.person().submit(form);
    expect(lastInput()).toMatchObject({ fields: { on: ['type.0', 'type.1'] } });
    await bot.person().submit(form, { What: 'type.3,type.4 ,, ' });
    expect(lastInput()).toMatchObject({ fields: { on: ['type.3', 'type.4'] } });
  });

  test('problems are listed by field label, and the form reopens with its values', async () => {
    const person = bot.person();
    bot.answer = { is: 'form', form: ruleForm };
    const form = await person.command('add');
    const filled = { ...ruleForm, fields: [{ is: 'text', name: 'if', label: 'Condition', value: 'vido' } as const] };
    bot.answer = { is: 'invalid', problems: { if: 'did you mean video?' }, form: filled };
    const wrong = await person.submit(form, { What: ['Missed calls'] });
    expect(wrong.messages[0]?.text).toMatch(/Condition: did you mean video\?[\s\S]*\[Edit form…\]/);
    const before = bot.requests.length;
    const again = await person.press(wrong.messages[0], 'Edit form…');
    expect(bot.requests).toHaveLength(before);
    expect(again.modal?.data.components).toMatchObject([{ type: 10 }, { component: { value: 'vido' } }]);
    bot.answer = reply('Saved');
    const saved = await person.submit(again, { Condition: 'video' });
    expect(lastInput()).toMatchObject({ action: 'add.save|7', fields: { if: ['video'] } });
    // The reply replaces the list of problems.
    expect([saved.messages, wrong.messages[0]?.text]).toEqual([[], expect.stringContaining('Saved')]);
  });

  test('a submission that failed leaves the form behind its button', async () => {
    const person = bot.person();
    bot.answer = { is: 'form', form: ruleForm };
    const form = await person.command('add');
    bot.answer = { is: 'invalid', problems: { if: 'did you mean video?' }, form: ruleForm };
    const wrong = await person.submit(form, { What: ['Missed calls'] });
    bot.answer = reply('Something went wrong', { keepsFormOpen: true });
    const again = await person.press(wrong.messages[0], 'Edit form…');
    const failed = await person.submit(again, { What: ['Missed calls'] });
    expect(failed.messages[0]?.text).toContain('Something went wrong');
    expect((await person.press(wrong.messages[0], 'Edit form…')).modal?.data.title).toBe('A rule');
  });

  test("a value over its field's limit is shown whole", async () => {
    const value = 'x'.repeat(310);
    const fields = [{ is: 'text', name: 'mention', label: 'Mention', value, most: 300 } as const];
    bot.answer = { is: 'form', form: { ...ruleForm, fields } };
    const form = await bot.person().command('edit', { number: '1' });
    bot.answer = reply('Saved');
    await bot.person().submit(form);
    expect(lastInput()).toMatchObject({ fields: { mention: [value] } });
  });

  test('a form after a form waits behind a button; an expired one is reported', async () => {
    const person = bot.person();
    bot.answer = { is: 'form', form: ruleForm };
    const first = await person.command('add');
    const next = await person.submit(first, { What: ['Missed calls'] });
    expect((await person.press(next.messages[0], 'Open form…')).modal?.data.title).toBe('A rule');
    await bot.core.database.db
      .updateTable('saved_state')
      .set({ created_at: Date.now() - dayAndMore })
      .execute();
    const gone = await person.press(next.messages[0], 'Open form…');
    expect(gone.modal).toBeNull();
    expect(next.messages[0]?.text).toContain('This form has expired.');
  });

  test('a saved form opens only for the person who started it', async () => {
    bot.answer = { is: 'form', form: ruleForm };
    const form = await bot.person().command('add');
    const next = await bot.person().submit(form, { What: ['Missed calls'] });
    const bob = bot.person({ id: '200000000000000002' });
    expect((await bob.press(next.messages[0], 'Open form…')).modal).toBeNull();
  });

  test('a form that cannot be saved is reported and logged', async () => {
    bot.answer = { is: 'form', form: ruleForm };
    const form = await bot.person().command('add');
    await bot.core.database.db.schema.dropTable('saved_state').execute();
    const next = await bot.person().submit(form, { What: ['Missed calls'] });
    expect(next.messages[0]?.text).toContain('Something went wrong');
    expect(bot.logged.join()).toContain('saved_state');
  });

  test('an empty answer becomes “Done.”, or no completions, where Discord requires a response', async () => {
    bot.answer = { is: 'nothing' };
    expect((await bot.person().command('help')).messages[0]?.text).toContain('Done.');
    expect((await bot.person().complete('rules', { number: 'x' })).choices).toEqual([]);
    bot.answer = reply('Something went wrong');
    expect((await bot.person().complete('rules', { number: 'x' })).choices).toEqual([]);
  });

  test('a request that throws gets an error reply and is logged', async () => {
    const broken = Promise.withResolvers<ChatResponse>();
    broken.promise.catch(() => {});
    bot.answer = broken.promise;
    broken.reject(new Error('boom'));
    expect((await bot.person().command('help')).messages[0]?.text).toContain('Something went wrong');
    expect(bot.logged.join()).toContain('boom');
  });

  test('controls in a private reply to the command count as use of the command; others do not', async () => {
    const member = bot.person({ permissions: 0n });
    bot.answer = reply('Rules', oneButton('Add', 'add.form'));
    const own = await member.command('rules');
    const why = await member.why('700000000000000009');
    bot.answer = reply('Greeting', { public: true, ...oneButton('Add', 'add.form') });
    const greeting = await member.command('rules');
    const mayUseCommand = [];
    const managed = new Set();
    for (const { messages } of [own, why, greeting]) {
      bot.answer = { is: 'form', form: ruleForm };
      const form = await member.press(messages[0], 'Add');
      mayUseCommand.push(bot.requests.at(-1)?.by.mayUseCommand);
      bot.answer = reply('Saved');
      await member.submit(form, { What: ['Missed calls'] });
      mayUseCommand.push(bot.requests.at(-1)?.by.mayUseCommand);
    }
    for (const { by } of bot.requests) managed.add(by.manager);
    expect(mayUseCommand).toEqual([true, true, false, false, false, false]);
    expect([...managed]).toEqual([false]);
  });

  test.each([
    [0n, false, false],
    [1n << 4n, true, false],
    [MANAGE_GUILD, false, true],
    [ADMINISTRATOR, true, true],
  ])('permissions %s: manager %s, admin %s', async (permissions, manager, admin) => {
    await bot.person({ permissions }).why('700000000000000009');
    expect(bot.requests[0]?.by).toMatchObject({ manager, admin });
  });
});

test('a command outside a server gets a reply', async () => {
  const bot = await setupBot('gateway');
  const { fake } = bot;
  const user = { id: '200000000000000001', username: 'ann', discriminator: '0', avatar: null };
  const raw = {
    id: '5',
    token: 'direct',
    type: 2,
    user,
    data: { id: '1', type: 1, name: 'callboard' },
    entitlements: [],
  };
  fake.gateway.dispatch({
    t: 'INTERACTION_CREATE',
    d: { ...raw, entitlements: [], authorizing_integration_owners: {}, app_permissions: '0', channel_id: '9' },
  });
  const response = () => fake.requests.find(({ path }) => path === '/interactions/5/direct/callback');
  await vi.waitFor(() => expect(response()?.body).toMatchObject({ data: { flags: 64 | 32768 } }), 30_000);
  await bot.close();
});
