/** Failures between users and Callboard: the user gets a reply every time. */
import { afterEach, expect, test } from 'vitest';
import type { ChatRequest, ChatResponse } from '../../../../src/platforms/chat-protocol.ts';
import { buttons, type ConnectedBot, ruleForm, says, setupBot } from './connected-bot.ts';

const open: ConnectedBot[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(handle: (request: ChatRequest) => ChatResponse | Promise<ChatResponse>): Promise<ConnectedBot> {
  const one = await setupBot('Socket Mode', handle);
  open.push(one);
  return one;
}

/** A promise that the test resolves. */
function later(): { promise: Promise<ChatResponse>; answer: (answer: ChatResponse) => void } {
  const { promise, resolve } = Promise.withResolvers<ChatResponse>();
  return { promise, answer: resolve };
}

test('a form that is too late for its trigger is offered with a button, which opens it', async () => {
  const { ann, fake, requests } = await start(() => ({ is: 'form', form: ruleForm() }));
  fake.surfaces.life.trigger = 0;
  await ann.command('add');
  await expect.poll(ann.sees).toContain('[Open form…]');
  expect(ann.modal()).toBe('');
  fake.surfaces.life.trigger = 3000;
  await ann.press('Open form…');
  await expect.poll(ann.modal).toContain('A rule');
  expect(requests.map(({ input }) => input)).toEqual(Array(2).fill({ is: 'command', words: 'add' }));
});

test('on the App Home a late form is offered in the same way', async () => {
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

test('a reply to a form that takes longer than Slack waits arrives later', async () => {
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

test('problems found after Slack’s wait reopen the form with its values', async () => {
  const { promise, answer } = later();
  const { ann } = await start(({ input }) => (input.is === 'submission' ? promise : { is: 'form', form: ruleForm() }));
  await ann.command('add');
  await expect.poll(ann.modal).toContain('A rule');
  await ann.submit({ on: 'call.missed', if: 'cal.kind' });
  answer({ is: 'invalid', problems: { if: 'Did you mean call.kind?' }, form: ruleForm('cal.kind') });
  await expect.poll(ann.modal).toContain('Did you mean call.kind?');
  expect(ann.modal()).toContain('[cal.kind]');
});

test('after the last answer by response_url the bot sends an ephemeral message', async () => {
  const { ann, fake } = await start(({ input }) =>
    says('Here', { public: input.is === 'command' && input.words === 'all' }),
  );
  fake.surfaces.life.responses = 0;
  await ann.command('me');
  await expect.poll(ann.sees).toBe('Here');
  await ann.command('all');
  await expect.poll(() => fake.read('C0456')).toBe('Here');
});

test('where the bot cannot post either, it sends a DM without the controls of the channel', async () => {
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

test('a handler that throws gets an error reply and is logged', async () => {
  const { ann, logged } = await start(() => {
    throw new Error('the store is on fire');
  });
  await ann.command('rules');
  await expect.poll(ann.sees).toBe('Something went wrong on my side. Please try again.');
  expect(logged.join('\n')).toContain('the store is on fire');
});

test('a form that was not saved stays open with its values and the reason', async () => {
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

test('a view that Slack rejects gets an error reply', async () => {
  const { ann, fake } = await start(() => ({ is: 'form', form: ruleForm() }));
  fake.next('views.open', { error: 'invalid_arguments' });
  await ann.command('add');
  await expect.poll(ann.sees).toContain('I couldn’t show the reply.');
});

test('a user whose profile cannot be read gets no rights; a profile is cached for a while', async () => {
  const { ann, fake, requests, logged } = await start(() => says('Hello'));
  fake.scopes = fake.scopes.filter(scope => scope !== 'users:read');
  await ann.command();
  await expect
    .poll(() => requests)
    .toMatchObject([
      { by: { id: 'U0ANN', manager: false, admin: false, unknown: expect.stringContaining('users:read') } },
    ]);
  expect(logged.join('\n')).toContain('needed: users:read');
  fake.scopes.push('users:read');
  fake.next('users.info', { error: 'fatal_error' });
  await ann.command();
  await expect.poll(() => requests[1]?.by.unknown).toContain('Try again.');
  await ann.command();
  await expect.poll(() => requests.map(({ by }) => by.name)).toEqual(['somebody', 'somebody', 'Ann']);
  expect(requests[2]?.by.unknown).toBeUndefined();
  await ann.command();
  await expect.poll(() => requests.length).toBe(4);
  expect(fake.requests.filter(({ method }) => method === 'users.info')).toHaveLength(3);
});

test('memberships are read page by page, once for several channels', async () => {
  const { fake, isMember } = await start(() => ({ is: 'nothing' }));
  await expect(isMember('T0123/C0456', 'U3')).rejects.toMatchObject({ kind: 'token', code: 'missing_scope' });
  fake.scopes.push('channels:read', 'groups:read');
  for (const channel of ['C1', 'G2', 'C3']) fake.members.set(channel, new Set(['U3']));
  fake.memberPage = 2;
  const lookups = () => fake.requests.filter(({ method }) => method === 'users.conversations').length;
  const before = lookups();
  const channels = ['T0123/C1', 'T0123/G2', 'T0123/C3', 'T0123/C4', 'T0999/C1', 'nonsense'];
  const theirs = await Promise.all(channels.map(channel => isMember(channel, 'U3')));
  expect(theirs).toEqual([true, true, true, false, false, false]);
  expect(lookups() - before).toBe(2);
  expect(await isMember('T0123/C1', 'U4')).toBe(false);
});
