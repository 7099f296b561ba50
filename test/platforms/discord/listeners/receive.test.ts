/** What people do on Discord, by the gateway and by signed HTTP, and what they see of the answers. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatResponse, Input } from '../../../../src/platforms/chat-protocol.ts';
import type { Answer as FakeAnswer } from '../../../fakes/discord/answers.ts';
import { CHANNEL, CHANNEL_ID, GUILD } from '../setup.ts';
import { longList, oneButton, reply, ruleForm, setupTalk, type Talking, transports } from './connected-bot.ts';

const ADMINISTRATOR = 1n << 3n;
const MANAGE_GUILD = 1n << 5n;
const dayAndMore = 25 * 60 * 60_000;

describe.each(transports)('by %s', transport => {
  let talking: Talking;
  beforeEach(async () => {
    talking = await setupTalk(transport);
  });
  afterEach(() => talking.close());

  const lastInput = (): Input | undefined => talking.asked.at(-1)?.input;

  test('a command is asked with who, where and the words, and its answer is seen by them alone', async () => {
    const { messages } = await talking.person().command('rules', { number: ' 2 ' });
    expect(talking.asked).toEqual([
      {
        by: { id: '200000000000000001', name: 'Ann', entitled: true, manager: true, admin: false },
        channel: CHANNEL,
        workspace: GUILD,
        input: { is: 'command', words: 'rules 2' },
      },
    ]);
    expect(messages).toMatchObject([{ isPrivate: true, text: expect.stringContaining('Hello') }]);
    expect(talking.fake.read(CHANNEL_ID)).toBe('');
  });

  test('the menu is no words at all; the options of add are put together to the same words', async () => {
    const person = talking.person();
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

  test('a text that no modal holds is not cut to be edited', async () => {
    const [field] = ruleForm.fields;
    if (!field) throw new Error('The form has no field.');
    const text = { is: 'text', name: 'body', label: 'Text', value: 'x'.repeat(4001) } as const;
    talking.answer = { is: 'form', form: { ...ruleForm, fields: [text, field] } };
    const { modal, messages } = await talking.person().command('templates');
    expect(modal).toBeNull();
    expect(messages).toMatchObject([{ text: expect.stringContaining('“Text” is too long for a Discord form') }]);
  });

  test('what is typed so far is completed by what belongs into its option', async () => {
    const said = 'add call.missed template';
    const values = [`${said} long`, `${said} short`, said, 'short', 'add call.ended', `${said} ${'x'.repeat(101)}`];
    talking.answer = { is: 'completions', choices: values.map(value => ({ label: value, value, description: 'It' })) };
    const { choices } = await talking.person().complete('add', { on: 'call.missed', template: 'lo' });
    expect(lastInput()).toEqual({ is: 'completion', words: 'add call.missed template lo' });
    expect(choices?.map(({ value }) => value)).toEqual(['long', 'short']);
    expect(choices?.[0]?.name).toBe('long: It');
    await talking.person().complete('rules', { number: '' });
    expect(lastInput()).toEqual({ is: 'completion', words: 'rules ' });
  });

  test('Why? is asked of a message, by whoever reads it', async () => {
    const { messages } = await talking.person({ permissions: 0n }).why('700000000000000009');
    expect(talking.asked[0]).toMatchObject({
      by: { manager: false, admin: false },
      input: { is: 'why', message: '700000000000000009' },
    });
    expect(messages).toHaveLength(1);
  });

  test('a button and a choice tell their action; what they answer stands beside or in place', async () => {
    const person = talking.person();
    const choice = {
      is: 'select',
      placeholder: 'Which?',
      action: 'rules.open',
      choices: [{ label: 'One', value: '1' }],
    };
    talking.answer = reply('Rules', {
      controls: [...(oneButton('Next', 'rules.page|2').controls ?? []), choice as never],
    });
    const rules = (await person.command('rules')).messages[0];
    talking.answer = reply('More');
    const beside = await person.press(rules, 'Next');
    expect(lastInput()).toEqual({ is: 'action', action: 'rules.page|2', chosen: [] });
    expect([beside.messages.length, rules?.text]).toEqual([1, expect.stringContaining('Rules')]);
    talking.answer = reply('Rule 1', { replaces: true, ...oneButton('Back', 'rules.list') });
    const inPlace = await person.choose(rules, 'Which?', ['One']);
    expect(lastInput()).toEqual({ is: 'action', action: 'rules.open', chosen: ['1'] });
    expect([inPlace.messages.length, rules?.text]).toEqual([0, expect.stringContaining('Rule 1')]);
    talking.answer = { is: 'nothing' };
    expect(await person.press(rules, 'Back')).toMatchObject({ failed: null, messages: [] });
  });

  test('a public answer stands in the channel; a private one to its buttons does not take its place', async () => {
    talking.answer = reply('Everybody', { public: true, ...oneButton('Press', 'greet.all') });
    const { messages } = await talking.person().command('test', { event: 'call.missed' });
    expect(talking.fake.read(CHANNEL_ID)).toContain('Everybody');
    talking.answer = reply('Only you', { replaces: true });
    const { messages: own } = await talking.person().press(messages[0], 'Press');
    expect([own.length, messages[0]?.text]).toEqual([1, expect.stringContaining('Everybody')]);
    talking.answer = reply('All of you', { replaces: true, public: true });
    await talking.person().press(messages[0], 'Press');
    expect(talking.fake.read(CHANNEL_ID)).toContain('All of you');
  });

  test('a form opens and comes back with what stands in it', async () => {
    talking.answer = { is: 'form', form: ruleForm };
    const form = await talking.person().command('add');
    expect(form.modal?.data).toMatchObject({ title: 'A rule', components: { length: 5 } });
    talking.answer = reply('Saved');
    const saved = await talking.person().submit(form, { What: ['Missed calls'], Note: 'one\ntwo' });
    expect(lastInput()).toEqual({
      is: 'submission',
      action: 'add.save|7',
      fields: { on: ['call.missed'], if: ['call.kind == "video"'], do: ['post'], note: ['one\ntwo'] },
    });
    expect(saved.messages[0]?.text).toContain('Saved');
    await talking.person().submit(form, { What: ['Missed calls'], Condition: '' });
    expect(lastInput()).toMatchObject({ fields: { if: [], note: [] } });
  });

  test('a list too long for Discord is typed between commas', async () => {
    talking.answer = { is: 'form', form: longList };
    const form = await talking.person().command('add');
    await talking.person().submit(form);
    expect(lastInput()).toMatchObject({ fields: { on: ['type.0', 'type.1'] } });
    await talking.person().submit(form, { What: 'type.3,type.4 ,, ' });
    expect(lastInput()).toMatchObject({ fields: { on: ['type.3', 'type.4'] } });
  });

  test('what is wrong is told under its label, and the form opens again with everything in it', async () => {
    const person = talking.person();
    talking.answer = { is: 'form', form: ruleForm };
    const form = await person.command('add');
    const filled = { ...ruleForm, fields: [{ is: 'text', name: 'if', label: 'Condition', value: 'vido' } as const] };
    talking.answer = { is: 'invalid', problems: { if: 'did you mean video?' }, form: filled };
    const wrong = await person.submit(form, { What: ['Missed calls'] });
    expect(wrong.messages[0]?.text).toMatch(/Condition: did you mean video\?[\s\S]*\[Edit\]/);
    const before = talking.asked.length;
    const again = await person.press(wrong.messages[0], 'Edit');
    expect(talking.asked).toHaveLength(before);
    expect(again.modal?.data.components).toMatchObject([{ type: 10 }, { component: { value: 'vido' } }]);
    talking.answer = reply('Saved');
    const saved = await person.submit(again, { Condition: 'video' });
    expect(lastInput()).toMatchObject({ action: 'add.save|7', fields: { if: ['video'] } });
    // In place of what was wrong.
    expect([saved.messages, wrong.messages[0]?.text]).toEqual([[], expect.stringContaining('Saved')]);
  });

  test('what was typed still waits behind its button when nothing was done with it', async () => {
    const person = talking.person();
    talking.answer = { is: 'form', form: ruleForm };
    const form = await person.command('add');
    talking.answer = { is: 'invalid', problems: { if: 'did you mean video?' }, form: ruleForm };
    const wrong = await person.submit(form, { What: ['Missed calls'] });
    talking.answer = reply('Something went wrong', { keepsFormOpen: true });
    const again = await person.press(wrong.messages[0], 'Edit');
    const failed = await person.submit(again, { What: ['Missed calls'] });
    expect(failed.messages[0]?.text).toContain('Something went wrong');
    expect((await person.press(wrong.messages[0], 'Edit')).modal?.data.title).toBe('A rule');
  });

  test('a text that is longer than its field should hold is not cut to be edited', async () => {
    const value = 'x'.repeat(310);
    const fields = [{ is: 'text', name: 'mention', label: 'Mention', value, most: 300 } as const];
    talking.answer = { is: 'form', form: { ...ruleForm, fields } };
    const form = await talking.person().command('edit', { number: '1' });
    talking.answer = reply('Saved');
    await talking.person().submit(form);
    expect(lastInput()).toMatchObject({ fields: { mention: [value] } });
  });

  test('a form after a form waits behind a button; one that is gone is told', async () => {
    const person = talking.person();
    talking.answer = { is: 'form', form: ruleForm };
    const first = await person.command('add');
    const next = await person.submit(first, { What: ['Missed calls'] });
    expect((await person.press(next.messages[0], 'Open form')).modal?.data.title).toBe('A rule');
    await talking.core.database.db
      .updateTable('drafts')
      .set({ created_at: Date.now() - dayAndMore })
      .execute();
    const gone = await person.press(next.messages[0], 'Open form');
    expect(gone.modal).toBeNull();
    expect(next.messages[0]?.text).toContain('This form has expired.');
  });

  test('a form that waits is for who began it', async () => {
    talking.answer = { is: 'form', form: ruleForm };
    const form = await talking.person().command('add');
    const next = await talking.person().submit(form, { What: ['Missed calls'] });
    const bob = talking.person({ id: '200000000000000002' });
    expect((await bob.press(next.messages[0], 'Open form')).modal).toBeNull();
  });

  test('a form that cannot be kept is told of, and logged', async () => {
    talking.answer = { is: 'form', form: ruleForm };
    const form = await talking.person().command('add');
    await talking.core.database.db.schema.dropTable('drafts').execute();
    const next = await talking.person().submit(form, { What: ['Missed calls'] });
    expect(next.messages[0]?.text).toContain('Something went wrong');
    expect(talking.logged.join()).toContain('drafts');
  });

  test('nothing to say is said too, where Discord wants an answer', async () => {
    talking.answer = { is: 'nothing' };
    expect((await talking.person().command('help')).messages[0]?.text).toContain('Done.');
    expect((await talking.person().complete('rules', { number: 'x' })).choices).toEqual([]);
    talking.answer = reply('Something went wrong');
    expect((await talking.person().complete('rules', { number: 'x' })).choices).toEqual([]);
  });

  test('an ask that breaks is told, and logged', async () => {
    const broken = Promise.withResolvers<ChatResponse>();
    broken.promise.catch(() => {});
    talking.answer = broken.promise;
    broken.reject(new Error('boom'));
    expect((await talking.person().command('help')).messages[0]?.text).toContain('Something went wrong');
    expect(talking.logged.join()).toContain('boom');
  });

  test('who may use the command may use what it shows them alone; others need the permission', async () => {
    const anybody = talking.person({ permissions: 0n });
    talking.answer = reply('Rules', oneButton('Add', 'add.form'));
    const own = await anybody.command('rules');
    const why = await anybody.why('700000000000000009');
    talking.answer = reply('Greeting', { public: true, ...oneButton('Add', 'add.form') });
    const everybody = await anybody.command('rules');
    const entitled = [];
    const managed = new Set();
    for (const { messages } of [own, why, everybody]) {
      talking.answer = { is: 'form', form: ruleForm };
      const form = await anybody.press(messages[0], 'Add');
      entitled.push(talking.asked.at(-1)?.by.entitled);
      talking.answer = reply('Saved');
      await anybody.submit(form, { What: ['Missed calls'] });
      entitled.push(talking.asked.at(-1)?.by.entitled);
    }
    for (const { by } of talking.asked) managed.add(by.manager);
    expect(entitled).toEqual([true, true, false, false, false, false]);
    expect([...managed]).toEqual([false]);
  });

  test.each([
    [0n, false, false],
    [1n << 4n, true, false],
    [MANAGE_GUILD, false, true],
    [ADMINISTRATOR, true, true],
  ])('permissions %s: manager %s, admin %s', async (permissions, manager, admin) => {
    await talking.person({ permissions }).why('700000000000000009');
    expect(talking.asked[0]?.by).toMatchObject({ manager, admin });
  });
});

describe.each(transports)('late, by %s', transport => {
  let talking: Talking;
  let resolve: (answer: ChatResponse) => void;
  beforeEach(async () => {
    talking = await setupTalk(transport, { patience: 50 });
  });
  afterEach(() => talking.close());

  function wait(): void {
    const late = Promise.withResolvers<ChatResponse>();
    talking.answer = late.promise;
    resolve = late.resolve;
  }

  test('an answer that takes longer is promised, and comes in its place', async () => {
    wait();
    const shown = await talking.person().command('status');
    expect(shown).toMatchObject({ waiting: true, messages: [] });
    resolve(reply('At last'));
    await vi.waitFor(() => expect(shown.messages[0]?.text).toContain('At last'), 30_000);
    expect(shown).toMatchObject({ waiting: false, messages: [{ isPrivate: true }] });
  });

  test('a late answer for everybody is told beside the promised one', async () => {
    wait();
    const shown = await talking.person().command('test', { event: 'call.missed' });
    resolve(reply('For all', { public: true }));
    await vi.waitFor(() => expect(shown.messages).toHaveLength(2), 30_000);
    expect(shown.messages.map(({ isPrivate }) => isPrivate)).toEqual([true, false]);
    expect(talking.fake.read(CHANNEL_ID)).toContain('For all');
  });

  test('a form that comes too late waits behind a button', async () => {
    wait();
    const shown = await talking.person().command('add');
    resolve({ is: 'form', form: ruleForm });
    await vi.waitFor(() => expect(shown.messages).toHaveLength(1), 30_000);
    // Finding the form may itself take too long for a modal; the button stays.
    const press = async () => (await talking.person().press(shown.messages[0], 'Open form')).modal?.data.title;
    await expect.poll(press).toBe('A rule');
  });

  test('what a control takes long to answer stands beside it, or in its place', async () => {
    talking.answer = reply('Rules', oneButton('Next', 'rules.next'));
    const rules = (await talking.person().command('rules')).messages[0];
    wait();
    const beside = await talking.person().press(rules, 'Next');
    resolve(reply('Beside'));
    await vi.waitFor(() => expect(beside.messages[0]?.text).toContain('Beside'), 30_000);
    expect(beside.messages[0]?.isPrivate).toBe(true);
    wait();
    const inPlace = await talking.person().press(rules, 'Next');
    resolve(reply('In place', { replaces: true }));
    await vi.waitFor(() => expect(rules?.text).toContain('In place'), 30_000);
    expect(inPlace.messages).toEqual([]);
  });

  test('what is wrong with a form that was sent is told late too, and nothing is done in silence', async () => {
    talking.answer = { is: 'form', form: ruleForm };
    const form = await talking.person().command('add');
    wait();
    const sent = await talking.person().submit(form, { What: ['Missed calls'] });
    resolve({ is: 'invalid', problems: { if: 'no such field', other: 'too long' }, form: ruleForm });
    await vi.waitFor(() => expect(sent.messages[0]?.text).toContain('no such field'), 30_000);
    expect(sent.messages[0]?.text).toContain('too long');
    wait();
    const done = await talking.person().command('help');
    resolve({ is: 'nothing' });
    await vi.waitFor(() => expect(done.messages[0]?.text).toContain('Done.'), 30_000);
  });

  test('completions that take too long are none', async () => {
    wait();
    expect((await talking.person().complete('rules', { number: 'x' })).choices).toEqual([]);
    resolve({ is: 'completions', choices: [] });
  });
});

describe('when Discord does not take an answer', () => {
  test('one that comes after 3 s is logged, and the next is answered', async () => {
    const talking = await setupTalk('gateway');
    talking.fake.answerWithin = 0;
    const late = Promise.withResolvers<ChatResponse>();
    talking.answer = late.promise;
    expect((await talking.person().command('help')).failed).toBe('The application did not respond');
    late.resolve(reply('Too late'));
    await vi.waitFor(() => expect(talking.logged.join()).toContain('Discord stopped waiting after 3 seconds'), 30_000);
    talking.fake.answerWithin = 60_000;
    expect((await talking.person().command('help')).messages).toHaveLength(1);
    await talking.close();
  });

  test.for<FakeAnswer>(['drop before', { status: 503, text: '' }, { retryAfter: 0.1 }])(
    'for a moment (%j) it is told again',
    async trouble => {
      const talking = await setupTalk('gateway', { patience: 50 });
      talking.fake.next('/callback', trouble);
      const late = Promise.withResolvers<ChatResponse>();
      talking.answer = late.promise;
      const shown = await talking.person().command('help');
      expect(shown.waiting).toBe(true);
      talking.fake.next('PATCH /webhooks', trouble, 2);
      late.resolve(reply('All the same'));
      await vi.waitFor(() => expect(shown.messages[0]?.text).toContain('All the same'), 30_000);
      await talking.close();
    },
  );

  test('for long it is given up, and logged', async () => {
    const talking = await setupTalk('http', { patience: 50 });
    const late = Promise.withResolvers<ChatResponse>();
    talking.answer = late.promise;
    await talking.person().command('help');
    talking.fake.next('PATCH /webhooks', { status: 500, text: '' }, 3);
    late.resolve(reply('Never'));
    await vi.waitFor(() => expect(talking.logged.join()).toContain('could not show a reply'), 30_000);
    await talking.close();
  });

  test('one that it finds malformed is told instead', async () => {
    const talking = await setupTalk('gateway');
    talking.fake.next('/callback', { status: 400, code: 50035 });
    expect((await talking.person().command('help')).messages[0]?.text).toContain('Discord rejected the reply.');
    expect(talking.logged.join()).toContain('Discord rejected a reply as invalid');
    await talking.close();
  });
});

test('outside of a server there is an answer too', async () => {
  const talking = await setupTalk('gateway');
  const { fake } = talking;
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
  const told = () => fake.requests.find(({ path }) => path === '/interactions/5/direct/callback');
  await vi.waitFor(() => expect(told()?.body).toMatchObject({ data: { flags: 64 | 32768 } }), 30_000);
  await talking.close();
});
