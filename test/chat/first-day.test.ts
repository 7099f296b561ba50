/** Answers that a newcomer reads: the useful fact comes first, then the next step. */
import { expect, test } from 'vitest';
import { addEvents } from '../../src/store/events/insert-events.ts';
import { labelsOf, openChat, textOf } from './chat-harness.ts';

const admin = { admin: true };

test.each(['edit', 'delete'])('%s without rules says so and offers to add one', async verb => {
  const chat = await openChat();
  const answer = await chat.type(verb);
  expect(textOf(answer)).toBe(`There are no rules to ${verb} yet.`);
  expect(labelsOf(answer)).toEqual(['Add rule…']);
});

test('mute in a muted channel says until when, then offers durations', async () => {
  const chat = await openChat();
  await chat.type('mute 2h');
  expect(textOf(await chat.type('mute'))).toMatch(/^Muted until .*\. Mute for how long from now\?$/);
});

test('a test that no rule matches also says that the channel is muted', async () => {
  const chat = await openChat();
  await chat.type('mute 2h');
  expect(textOf(await chat.type('test call_unanswered'))).toMatch(
    /^Not posted: this channel has no rules yet\nThis channel is also muted until /,
  );
});

test('why last is about the newest event', async () => {
  const chat = await openChat();
  expect(textOf(await chat.type('why last'))).toBe('Nothing has been posted here yet. Add a rule to start.');
  await chat.press(await chat.type('add *'), 'Save rule');
  await chat.type('test call_unanswered');
  expect(textOf(await chat.type('why last'))).toMatch(/^Why\? .*Missed/);
});

test('access offers only the other setting', async () => {
  const chat = await openChat();
  expect(labelsOf(await chat.type('access', admin))).toEqual(['Allow admins only']);
  await chat.type('access admins', admin);
  expect(labelsOf(await chat.type('access', admin))).toEqual(['Allow all members']);
});

test('status names the rule and the access that were changed', async () => {
  const chat = await openChat();
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  await chat.type('access admins', admin);
  const changes = textOf(await chat.type('status'));
  expect(changes).toMatch(/\n- Ada limited editing to admins · .*\n- Ada added a rule: Post call\.missed · /);
});

test('a default endpoint that received webhooks stays in the list once it is off', async () => {
  const chat = await openChat();
  const about = { source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' };
  await addEvents(chat.core.database, [
    {
      event: { ...about, subject: null, time: null, notes: [] },
      raw: '{}',
      key: ['1'],
      problems: [],
      receivedAt: Date.now(),
    },
  ]);
  expect(textOf(await chat.type('source'))).toMatch(
    /\n- cometchat: off, because unsigned webhooks are rejected · 1 webhook in 24 h, latest /,
  );
});
