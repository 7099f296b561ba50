/** A channel in which the bot can't post: every answer about messages there says so. */
import { expect, test } from 'vitest';
import { PlatformError } from '../../src/platforms/platform.ts';
import { readChannel } from '../../src/store/settings/rules.ts';
import { here, labelsOf, openChat, textOf } from './chat-harness.ts';

const sentence = 'I’m not in this channel yet. Run /invite @callboard so I can post.';

test('the menu, a review, a saved rule, a test, a preset and status say that the bot can’t post', async () => {
  const chat = await openChat();
  chat.postingProblems.set(here, { text: sentence });
  const menu = await chat.type('');
  expect(textOf(menu)).toContain(sentence);
  const review = await chat.type('add call.missed');
  expect(textOf(review)).toContain(sentence);
  const saved = await chat.press(review, 'Save rule');
  expect(textOf(saved)).toMatch(/^✓ Rule 1 saved/);
  expect(textOf(saved)).toContain(sentence);
  const sample = textOf(await chat.type('test call_unanswered'));
  expect(sample).toMatch(/I’ll post the test message for call\.\w+ as soon as I can post here/);
  expect(sample).toContain(sentence);
  expect(textOf(await chat.type('status'))).toContain(sentence);
  const start = textOf(await chat.press(menu, 'Recordings'));
  expect(start).toContain(sentence);
  expect(start).toContain('I’ll post a test message as soon as I can post here.');
});

test('a copied rule’s answer says that the bot can’t post in the other channel', async () => {
  const chat = await openChat({ members: ['U1 slack:T1/C2'] });
  for (const channel of ['T1/C1', 'T1/C2']) {
    await chat.press(await chat.type('add call.missed', { channel }), 'Save rule', { channel });
  }
  chat.names.set('slack:T1/C2', 'alerts');
  chat.postingProblems.set('slack:T1/C2', { text: sentence });
  const copied = await chat.choose(await chat.press(await chat.type('rules 1'), 'Copy rule'), 'T1/C2');
  expect(textOf(copied)).toMatch(/^✓ Rule 1 copied to #alerts/);
  expect(textOf(copied)).toContain(sentence);
});

test('the notice ends once the bot can post, and is absent when the platform doesn’t answer', async () => {
  const chat = await openChat();
  chat.postingProblems.set(here, { text: sentence });
  expect(textOf(await chat.type(''))).toContain(sentence);
  chat.postingProblems.clear();
  expect(textOf(await chat.type(''))).not.toContain(sentence);
  chat.failures.postingProblems = new PlatformError('transient', 'internal_error', 'Slack does not answer.');
  expect(textOf(await chat.press(await chat.type('add call.missed'), 'Save rule'))).toBe(
    '✓ Rule 1 saved\nPost call.missed',
  );
});

test('a channel that can never have messages gets no rule, and the answer has the reason', async () => {
  const chat = await openChat();
  const others = { channel: 'T1/D1' };
  const never = 'I can’t post in this DM. Use a channel, or message me directly.';
  chat.postingProblems.set('slack:T1/D1', { text: never, permanent: true });
  for (const words of ['add', 'add call.missed', 'test call_unanswered', 'mute 1h']) {
    expect(textOf(await chat.type(words, others))).toBe(never);
  }
  const menu = await chat.type('', others);
  expect(textOf(menu)).toContain(never);
  expect(textOf(await chat.pressAction('greet.use|missed', others))).toBe(never);
  expect(labelsOf(menu)).toEqual(['Open templates', 'Show status', 'Show help']);
  expect((await readChannel(chat.core.database.db, 'slack:T1/D1')).rules).toEqual([]);
});
