/** What goes wrong between people and Callboard: each time somebody is told. */
import { afterEach, expect, test } from 'vitest';
import type { ChatRequest, ChatResponse } from '../../../../src/platforms/chat-protocol.ts';
import { buttons, ruleForm, says, type Talking, talk } from './connected-bot.ts';

const open: Talking[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(ask: (request: ChatRequest) => ChatResponse | Promise<ChatResponse>): Promise<Talking> {
  const one = await talk('Socket Mode', ask);
  open.push(one);
  return one;
}

/** Resolves when the test says so. */
function later(): { promise: Promise<ChatResponse>; answer: (answer: ChatResponse) => void } {
  const { promise, resolve } = Promise.withResolvers<ChatResponse>();
  return { promise, answer: resolve };
}

test('a form that came too late for its trigger is offered with a button, which opens it', async () => {
  const { ann, fake, asked } = await start(() => ({ is: 'form', form: ruleForm() }));
  fake.surfaces.life.trigger = 0;
  await ann.command('add');
  await expect.poll(ann.sees).toContain('[Open form…]');
  expect(ann.modal()).toBe('');
  fake.surfaces.life.trigger = 3000;
  await ann.press('Open form…');
  await expect.poll(ann.modal).toContain('A rule');
  expect(asked.map(({ input }) => input)).toEqual(Array(2).fill({ is: 'command', words: 'add' }));
});

test('the same on the App Home', async () => {
  const { ann, fake } = await start(({ input }) =>
    input.is === 'home' ? says('Home', { controls: buttons('Add') }) : { is: 'form', form: ruleForm() },
  );
  await ann.openHome();
  await expect.poll(ann.home).toContain('Home');
  fake.surfaces.life.trigger = 0;
  await ann.pressAtHome('Add');
  await expect.poll(ann.home).toContain('[Open form…]');
  fake.surfaces.life.trigger = 3000;
  await ann.pressAtHome('Open form…');
  await expect.poll(ann.modal).toContain('A rule');
});

test('an answer to a form that takes longer than Slack waits comes when it is there', async () => {
  const { promise, answer } = later();
  const { ann } = await start(({ input }) => (input.is === 'submission' ? promise : { is: 'form', form: ruleForm() }));
  await ann.command('add');
  await expect.poll(ann.modal).toContain('A rule');
  await ann.submit({ on: 'call.missed' });
  expect(ann.modal()).toContain('One moment…');
  answer(says('Saved'));
  await expect.poll(ann.sees).toBe('Saved');
  await expect.poll(ann.modal).toContain('Done. My reply is in the channel.');
});

test('a form that turns out wrong as late opens again with what was sent', async () => {
  const { promise, answer } = later();
  const { ann } = await start(({ input }) => (input.is === 'submission' ? promise : { is: 'form', form: ruleForm() }));
  await ann.command('add');
  await expect.poll(ann.modal).toContain('A rule');
  await ann.submit({ on: 'call.missed', if: 'cal.kind' });
  answer({ is: 'invalid', problems: { if: 'Did you mean call.kind?' }, form: ruleForm('cal.kind') });
  await expect.poll(ann.modal).toContain('Did you mean call.kind?');
  expect(ann.modal()).toContain('[cal.kind]');
});

test('where the response_url takes no more, the bot answers itself', async () => {
  const { ann, fake } = await start(({ input }) =>
    says('Here', { public: input.is === 'command' && input.words === 'all' }),
  );
  fake.surfaces.life.responses = 0;
  await ann.command('me');
  await expect.poll(ann.sees).toBe('Here');
  await ann.command('all');
  await expect.poll(() => fake.read('C0456')).toBe('Here');
});

test('where the bot may say nothing either, it writes to the person, without controls that would be about that place', async () => {
  const { ann, fake, logged } = await start(() => says('Here', { controls: buttons('Rules') }));
  fake.surfaces.life.responses = 0;
  fake.uninvited.add('C0456');
  await ann.command('rules');
  await expect
    .poll(() => fake.read('U0ANN'))
    .toMatch(/^Here\nI couldn’t reply in that channel\. Run \/invite @Callboard there and try again\.[^[]*$/);
  expect(ann.sees()).toBe('');
  expect(logged.join()).not.toContain('could not show a reply');
});

test('an error of ours is a sentence, and in the log', async () => {
  const { ann, logged } = await start(() => {
    throw new Error('the store is on fire');
  });
  await ann.command('rules');
  await expect.poll(ann.sees).toBe('Something went wrong on my side. Please try again.');
  expect(logged.join('\n')).toContain('the store is on fire');
});

test('a form of which nothing came stays open with what was typed, and the reason stands in it', async () => {
  let fails = false;
  const { ann } = await start(({ input }) => {
    if (input.is !== 'submission') return { is: 'form', form: ruleForm() };
    if (fails) throw new Error('the store is on fire');
    return says('Guests may not change this.', { keepsFormOpen: true });
  });
  await ann.command('add');
  await expect.poll(ann.modal).toContain('A rule');
  expect(await ann.submit({ on: 'call.missed' })).toEqual({ on: 'Guests may not change this.' });
  fails = true;
  expect(await ann.submit({ on: 'call.missed' })).toMatchObject({
    on: expect.stringContaining('Something went wrong'),
  });
  expect(ann.modal()).toContain('A rule');
});

test('a view that Slack refuses is told', async () => {
  const { ann, fake } = await start(() => ({ is: 'form', form: ruleForm() }));
  fake.next('views.open', { error: 'invalid_arguments' });
  await ann.command('add');
  await expect.poll(ann.sees).toContain('I couldn’t show the reply.');
});

test('of whom Slack tells nothing, it is said that they may change nothing; what is known is kept for a while', async () => {
  const { ann, fake, asked, logged } = await start(() => says('Hello'));
  fake.scopes = fake.scopes.filter(scope => scope !== 'users:read');
  await ann.command();
  await expect
    .poll(() => asked)
    .toMatchObject([
      { by: { id: 'U0ANN', manager: false, admin: false, unknown: expect.stringContaining('users:read') } },
    ]);
  expect(logged.join('\n')).toContain('needed: users:read');
  fake.scopes.push('users:read');
  fake.next('users.info', { error: 'fatal_error' });
  await ann.command();
  await expect.poll(() => asked[1]?.by.unknown).toContain('Try again.');
  await ann.command();
  await expect.poll(() => asked.map(({ by }) => by.name)).toEqual(['somebody', 'somebody', 'Ann']);
  expect(asked[2]?.by.unknown).toBeUndefined();
  await ann.command();
  await expect.poll(() => asked.length).toBe(4);
  expect(fake.requests.filter(({ method }) => method === 'users.info')).toHaveLength(3);
});

test('who is in a channel is asked page by page, once for several channels', async () => {
  const { fake, isMember } = await start(() => ({ is: 'nothing' }));
  await expect(isMember('T0123/C0456', 'U3')).rejects.toMatchObject({ kind: 'token', code: 'missing_scope' });
  fake.scopes.push('channels:read', 'groups:read');
  for (const channel of ['C1', 'G2', 'C3']) fake.members.set(channel, new Set(['U3']));
  fake.memberPage = 2;
  const asked = () => fake.requests.filter(({ method }) => method === 'users.conversations').length;
  const before = asked();
  const channels = ['T0123/C1', 'T0123/G2', 'T0123/C3', 'T0123/C4', 'T0999/C1', 'nonsense'];
  const theirs = await Promise.all(channels.map(channel => isMember(channel, 'U3')));
  expect(theirs).toEqual([true, true, true, false, false, false]);
  expect(asked() - before).toBe(2);
  expect(await isMember('T0123/C1', 'U4')).toBe(false);
});
