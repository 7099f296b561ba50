/** A person who saves a rule needs the right to every mention in it, however it is saved. */
import { expect, test } from 'vitest';
import { putChannel } from '../../../src/store/settings/channels.ts';
import { readChannel } from '../../../src/store/settings/rules.ts';
import { describeOnDatabase } from '../../databases.ts';
import { here, openChat, type TestChat, textOf } from '../chat-harness.ts';

const there = 'slack:T1/C2';
const broad = '<!channel>';
const refusal = (channel = here) => `U1 can’t use ${broad} in ${channel}`;

const mentions = async ({ core }: TestChat, channel = here) =>
  (await readChannel(core.database.db, channel)).rules.map(({ on, mention = [], escalate }) =>
    [on, ...mention, ...(escalate?.mention ?? [])].join(' '),
  );

/** A channel with a rule whose mention is restricted, and one without mentions. */
async function open(kind: 'sqlite' | 'postgres' = 'sqlite'): Promise<TestChat> {
  const chat = await openChat({ kind, members: [`U1 ${there}`] });
  await chat.core.database.db.transaction().execute(async tx => {
    const rules = [
      { on: 'call.missed', do: 'post' as const, mention: [broad] },
      { on: 'call.ended', do: 'post' as const },
    ];
    await putChannel(tx, { address: here, rules });
    await putChannel(tx, { address: there, rules: [] });
  });
  chat.forbiddenMentions.add(broad);
  return chat;
}

describeOnDatabase('without the right', kind => {
  test('a new rule is rejected at the save, and its draft remains', async () => {
    const chat = await open(kind);
    const review = await chat.type('add meeting.ended mention @channel');
    expect(textOf(review)).toContain(`- ${refusal()}`);
    expect(textOf(await chat.type('add meeting.ended mention @channel paused'))).not.toContain(refusal());
    expect(textOf(await chat.press(review, 'Save rule'))).toBe(refusal());
    expect(await mentions(chat)).toEqual([`call.missed ${broad}`, 'call.ended']);
    chat.forbiddenMentions.clear();
    expect(textOf(await chat.press(review, 'Save rule'))).toContain('✓ Rule 3 saved');
    expect(await mentions(chat)).toEqual([`call.missed ${broad}`, 'call.ended', `meeting.ended ${broad}`]);
  });
});

test.each(['mention', 'escalate'])('a mention in a form or an escalation (%s) is checked at the save', async field => {
  const chat = await open();
  const review = await chat.type(`add meeting.ended ${field === 'escalate' ? 'escalate 10m @channel' : ''}`);
  const form = await chat.press(review, 'Edit rule…');
  await chat.submit(form, { mention: field === 'mention' ? ['@channel'] : [] });
  expect(textOf(await chat.press(review, 'Save rule'))).toBe(refusal());
  expect(await mentions(chat)).toHaveLength(2);
});

test('another rule may be edited; the rule with the mention only once the mention is removed', async () => {
  const chat = await open();
  await chat.press(await chat.submit(await chat.type('edit 2'), { on: ['call.rejected'] }), 'Save rule');
  const review = await chat.submit(await chat.type('edit 1'), { on: ['*'] });
  expect(textOf(await chat.press(review, 'Save rule'))).toBe(refusal());
  expect(await mentions(chat)).toEqual([`call.missed ${broad}`, 'call.rejected']);
  await chat.submit(await chat.press(review, 'Edit rule…'), { mention: ['@here'] });
  expect(textOf(await chat.press(review, 'Save rule'))).toContain('✓ Rule 1 saved');
  expect(await mentions(chat)).toEqual(['* <!here>', 'call.rejected']);
});

test('a copy is checked in its target channel', async () => {
  const chat = await open();
  const offered = await chat.press(await chat.type('rules 1'), 'Copy rule');
  expect(textOf(await chat.choose(offered, 'T1/C2'))).toBe(refusal(there));
  expect(await mentions(chat, there)).toEqual([]);
});

test('a paused rule stays paused', async () => {
  const chat = await open();
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Pause rule'))).toContain('Rule 1 paused');
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Resume rule'))).toBe(refusal());
  expect(textOf(await chat.type('rules'))).toContain('1. Paused · Post call.missed');
});

test('a deleted rule stays deleted', async () => {
  const chat = await open();
  const removed = await chat.press(await chat.type('rules 1'), 'Delete rule');
  expect(textOf(await chat.press(removed, 'Undo delete'))).toBe(refusal());
  expect(await mentions(chat)).toEqual(['call.ended']);
});

test('a paused rule may be edited, and still not be resumed', async () => {
  const chat = await open();
  await chat.press(await chat.type('rules 1'), 'Pause rule');
  const review = await chat.submit(await chat.type('edit 1'), { on: ['*'] });
  expect(textOf(await chat.press(review, 'Save rule'))).toContain('✓ Rule 1 saved');
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Resume rule'))).toBe(refusal());
  expect(textOf(await chat.type('rules'))).toContain('1. Paused · ');
});

test('a copy of a paused rule stays paused', async () => {
  const chat = await open();
  await chat.press(await chat.type('rules 1'), 'Pause rule');
  await chat.choose(await chat.press(await chat.type('rules 1'), 'Copy rule'), 'T1/C2');
  expect(await mentions(chat, there)).toEqual([`call.missed ${broad}`]);
  const from = { channel: 'T1/C2' };
  expect(textOf(await chat.press(await chat.type('rules 1', from), 'Resume rule', from))).toBe(refusal(there));
  expect((await readChannel(chat.core.database.db, there)).rules).toMatchObject([{ paused: true }]);
});

test('the condition of a rule that mentions may not be changed', async () => {
  const chat = await open();
  const review = await chat.submit(await chat.type('edit 1'), { kind: ['video'] });
  expect(textOf(await chat.press(review, 'Save rule'))).toBe(refusal());
  expect((await readChannel(chat.core.database.db, here)).rules[0]).not.toHaveProperty('if');
});

test('a moved rule keeps its mention, and is checked when it is edited', async () => {
  const chat = await open();
  expect(textOf(await chat.press(await chat.type('rules 1'), 'Move down'))).toContain('Rule 1 moved to position 2');
  expect(await mentions(chat)).toEqual(['call.ended', `call.missed ${broad}`]);
  const review = await chat.submit(await chat.type('edit 2'), { on: ['*'] });
  expect(textOf(await chat.press(review, 'Save rule'))).toBe(refusal());
  expect(await mentions(chat)).toEqual(['call.ended', `call.missed ${broad}`]);
});

test('a platform that doesn’t answer changes nothing', async () => {
  const chat = await open();
  chat.failures.mentions = new Error('no answer');
  const review = await chat.type('add meeting.ended mention @channel');
  expect(textOf(await chat.press(review, 'Save rule'))).toContain('nothing was changed');
  expect(await mentions(chat)).toHaveLength(2);
});
