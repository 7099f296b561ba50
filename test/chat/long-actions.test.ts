/** Action IDs of any length fit a platform's limit and are restored. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from '../../src/chat/commands.ts';
import { button, buttons, reply } from '../../src/chat/reply/build-reply.ts';
import { mapActions, showIn } from '../../src/chat/state/answer-actions.ts';
import { restoreLongAction, saveLongActions } from '../../src/chat/state/long-actions.ts';
import { decodeActionId, encodeActionId, maxActionLength, writeAction } from '../../src/platforms/action-id.ts';
import type { ChatResponse } from '../../src/platforms/chat-protocol.ts';
import { describeOnDatabase, openTestCore } from '../databases.ts';
import { commandId } from '../platforms/arbitrary-action-ids.ts';
import { buttonsOf, openChat, textOf } from './chat-harness.ts';

const action = commandId.map(encodeActionId);

const answer: fc.Arbitrary<{ answer: ChatResponse; actions: string[] }> = fc
  .array(action, { minLength: 1, maxLength: 6 })
  .map(actions => ({ actions, answer: reply('', { controls: buttons(...actions.map(each => button('', each))) }) }));

describeOnDatabase('actions', kind => {
  test('of any length fit the limit and are restored', async () => {
    const { database } = await openTestCore(kind);
    await fc.assert(
      fc.asyncProperty(answer, async ({ answer, actions }) => {
        const carried = buttonsOf(await saveLongActions(database.db, answer)).map(each => each.action);
        for (const each of carried) expect(each.length).toBeLessThanOrEqual(maxActionLength);
        const read = carried.map(each => restoreLongAction(database.db, { is: 'action', action: each, chosen: [] }));
        expect((await Promise.all(read)).map(input => input && 'action' in input && input.action)).toEqual(actions);
      }),
      { numRuns: 60 },
    );
  });
});

test('an answer shown elsewhere keeps its actions, and each says where it is shown', () => {
  const shown = { is: 'home', channel: 'C2' } as const;
  fc.assert(
    fc.property(answer, ({ answer, actions }) => {
      const moved = buttonsOf(showIn(shown, answer)).map(each => decodeActionId(each.action));
      expect(moved).toEqual(actions.map(each => ({ ...decodeActionId(each), shown })));
    }),
  );
});

test('a button with an action longer than the limit works, in a channel and from the App Home', async () => {
  const chat = await openChat({ members: ['U1 slack:T1/C1'] });
  const name = 'n'.repeat(200);
  const body = { title: 'Long', body: '', color: null, buttons: [] };
  await chat.core.database.db
    .insertInto('templates')
    .values({ scope: '', name, version: 1, body: JSON.stringify(body), author: 'x', created_at: 1 })
    .execute();
  const home = { channel: null };
  await chat.press(await chat.type('add call.missed'), 'Save rule');
  const menu = await chat.choose(await chat.request({ is: 'home' }, home), 'C1', home);
  expect(menu).toMatchObject({ is: 'reply' });
  const form = await chat.press(await chat.type(`templates ${name}`), 'Edit template…');
  expect(form).toMatchObject({ is: 'form' });
  const opened = await chat.pressAction(
    encodeActionId({ is: 'run', words: `templates ${name}`, shown: { is: 'home', channel: 'C1' } }),
    home,
  );
  for (const { action } of [...buttonsOf(opened), ...buttonsOf(menu)])
    expect(action.length).toBeLessThanOrEqual(maxActionLength);
  expect(await chat.press(opened, 'Edit template…', home)).toMatchObject({ is: 'form' });
  expect(chat.logged).toEqual([]);
});

test('an action that is no longer saved is answered as expired', async () => {
  const chat = await openChat();
  const action = encodeActionId({ is: 'saved', id: 'aaaaaaaaaaaaaaaa' });
  expect(textOf(await chat.pressAction(action))).toMatch(/^This button has expired/);
  expect(textOf(await chat.request({ is: 'submission', action, fields: {} }))).toMatch(/^This button has expired/);
});

test('short actions are sent unchanged', async () => {
  const { database } = await openTestCore();
  const short = mapActions(reply('', { controls: buttons(button('', 'rules.edit|1')) }), each => each);
  expect(await saveLongActions(database.db, short)).toEqual(short);
  expect(await database.db.selectFrom('saved_state').selectAll().execute()).toEqual([]);
});

test('every action and form of a command has an ID that can be decoded', () => {
  for (const { name, actions = {}, forms = {} } of commands) {
    for (const part of [...Object.keys(actions), ...Object.keys(forms)]) {
      expect(decodeActionId(writeAction(`${name}.${part}`))).toMatchObject({ is: 'part', command: name, part });
    }
  }
});
