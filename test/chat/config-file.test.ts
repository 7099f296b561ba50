import { expect, onTestFinished, test } from 'vitest';
import type { ChatResponse } from '../../src/platforms/chat-protocol.ts';
import { asReply, bob, cleo, formOf, here, openChat, putRules, type TestChat, textOf } from './chat-harness.ts';

const configFile = {
  name: 'callboard.yaml',
  channels: new Set([here, 'slack:T1/C2']),
  templates: new Set(['call.missed']),
};

async function open(options: Parameters<typeof openChat>[0] = { configFile }): Promise<TestChat> {
  const chat = await openChat({ operators: ['slack:T1'], ...options });
  onTestFinished(() => chat.core.close());
  await putRules(chat.core, [{ on: 'call.*', do: 'post' }]);
  return chat;
}

const blocksOf = (answer: ChatResponse) => asReply(answer).message.blocks;
const note = 'The next start undoes this, because CALLBOARD_CONFIG is set.';

test('a rule saved in a channel that the file names is shown as YAML for the file', async () => {
  const chat = await open();
  const review = await chat.type('add meeting.ended', bob);
  expect(textOf(review)).not.toContain(note);
  const saved = await chat.press(review, 'Save rule', bob);
  expect(textOf(saved)).toContain(`${note} To make it permanent, put this into callboard.yaml:`);
  expect(blocksOf(saved).at(-1)).toEqual({
    type: 'code',
    text: 'channels:\n  slack:T1/C1:\n    rules:\n      - { on: "call.*" }\n      - { on: meeting.ended }',
  });
  expect(textOf(await chat.type('rules', bob))).not.toContain(note);
});

test('other channels, and servers without such a file, have no note', async () => {
  const elsewhere = await open({ configFile: { ...configFile, channels: new Set(['slack:T1/C2']) } });
  const without = await open({});
  for (const chat of [elsewhere, without]) {
    const saved = await chat.press(await chat.type('add meeting.ended', bob), 'Save rule', bob);
    expect(textOf(saved)).toContain('✓ Rule 2 saved');
    expect(textOf(saved)).not.toContain(note);
  }
});

test('long YAML is replaced by the command that prints it', async () => {
  const chat = await open();
  await putRules(
    chat.core,
    Array.from({ length: 90 }, (_, number) => ({ on: 'call.*', do: 'post', if: `call.id == "${number}"` }) as const),
  );
  const saved = await chat.press(await chat.type('add meeting.ended', bob), 'Save rule', bob);
  expect(textOf(saved)).toContain(`${note} Run npm run callboard -- export and copy its YAML into callboard.yaml.`);
  expect(blocksOf(saved).some(({ type }) => type === 'code')).toBe(false);
});

test('a template for all workspaces is shown as YAML; one of the channel is not in the file', async () => {
  const chat = await open();
  const preview = async () => {
    const form = formOf(await chat.pressAction('templates.edit|call.missed', cleo));
    return chat.submit(form, { title: 'Missed' }, cleo);
  };
  expect(textOf(await chat.press(await preview(), 'Save for this channel', cleo))).not.toContain(note);
  const saved = await chat.press(await preview(), 'Save for all workspaces', cleo);
  expect(textOf(saved)).toContain(note);
  expect(blocksOf(saved).at(-1)).toMatchObject({
    type: 'code',
    text: expect.stringMatching(/^templates:\n {2}call\.missed:\n {4}title: Missed/),
  });
  const reset = await chat.pressAction('templates.reset|call.missed|everywhere|1', cleo);
  expect(textOf(reset)).toContain(`${note} Remove template call.missed from callboard.yaml as well.`);
});
