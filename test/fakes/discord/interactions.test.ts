/** The fake rejects invalid responses as Discord does, so that tests of the platform can rely on it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from './index.ts';
import type { Shown } from './interactions.ts';
import type { Person } from './people.ts';

const GUILD = '300000000000000001';
const CHANNEL = '300000000000000002';
const EPHEMERAL = 64;
const V2 = 32_768;

let fake: FakeDiscord;
let ann: Person;
beforeEach(async () => {
  fake = await startFakeDiscord();
  ann = fake.person({ guild: GUILD, channel: CHANNEL });
  const options = [{ type: 1 as const, name: 'menu', description: 'Menu' }];
  const slash = { type: 1 as const, name: 'callboard', description: 'Calls', options };
  expect(await call('PUT', `/applications/${fake.applicationId}/commands`, [slash])).toBe(200);
});
afterEach(() => fake.close());

async function call(method: string, path: string, body: object): Promise<number> {
  const headers = { authorization: `Bot ${fake.token}`, 'content-type': 'application/json' };
  return (await fetch(`${fake.url}/v10${path}`, { method, headers, body: JSON.stringify(body) })).status;
}

/** Sends these responses to a user action; returns their statuses and the visible result. */
async function answered(doing: Promise<Shown>, ...answers: object[]): Promise<{ statuses: number[]; shown: Shown }> {
  begun += 1;
  const id = `50000000000000000${begun}`;
  const statuses = [];
  for (const answer of answers)
    statuses.push(await call('POST', `/interactions/${id}/token-of-${id}/callback`, answer));
  return { statuses, shown: await doing };
}
let begun = 0;
beforeEach(() => {
  begun = 0;
});

const text = (content: string) => ({ type: 10, content });
const button = (custom_id: string) => ({ type: 2, style: 1, label: 'Press', custom_id });
const message = (components: object[], flags = V2 | EPHEMERAL) => ({ type: 4, data: { flags, components } });
const hello = message([text('Hello'), { type: 1, components: [button('a')] }]);

test('one response is accepted, a second is rejected', async () => {
  const { statuses, shown } = await answered(ann.command('menu'), hello, hello);
  expect(statuses).toEqual([204, 400]);
  expect(shown).toMatchObject({ failed: null, messages: [{ text: 'Hello\n[Press]', isPrivate: true }] });
});

test('a late response is rejected, and the user sees the failure', async () => {
  fake.answerWithin = 0;
  const doing = ann.command('menu');
  expect((await doing).failed).toBe('The application did not respond');
  expect((await answered(doing, hello)).statuses).toEqual([404]);
});

test.each([
  ['a message without the V2 flag', message([text('Hello')], EPHEMERAL)],
  ['a custom id that is too long', message([{ type: 1, components: [button('a'.repeat(101))] }])],
  ['a custom id twice', message([{ type: 1, components: [button('a'), button('a')] }])],
  ['six buttons in a row', message([{ type: 1, components: [1, 2, 3, 4, 5, 6].map(at => button(`${at}`)) }])],
  ['41 components', message(Array.from({ length: 41 }, () => text('x')))],
  ['a select without options', message([{ type: 1, components: [{ type: 3, custom_id: 'a', options: [] }] }])],
  ['an update without a message', { type: 7, data: { flags: V2, components: [text('x')] } }],
  ['completions as response to a command', { type: 8, data: { choices: [] } }],
  ['a form without fields', { type: 9, data: { custom_id: 'a', title: 'Form', components: [] } }],
  ['a title that is too long', { type: 9, data: { custom_id: 'a', title: 'x'.repeat(46), components: [text('x')] } }],
])('%s is rejected', async (_name, answer) => {
  const { statuses, shown } = await answered(ann.command('menu'), answer, hello);
  expect(statuses).toEqual([400, 204]);
  expect(shown.messages).toHaveLength(1);
});

test('a form in response to a form is rejected, and so is an edit of the visibility', async () => {
  const label = { type: 18, label: 'Name', component: { type: 4, custom_id: 'name', style: 1, max_length: 3 } };
  const form = { type: 9, data: { custom_id: 'a', title: 'Form', components: [label] } };
  const { shown } = await answered(ann.command('menu'), form);
  expect(() => ann.submit(shown)).toThrow('Name is required.');
  expect(() => ann.submit(shown, { Name: 'much too long' })).toThrow('Name is too long.');
  expect(() => ann.submit(shown, { Name: 'Ann', Other: 'x' })).toThrow('no field Other');
  const sent = ann.submit(shown, { Name: 'Ann' });
  const { statuses } = await answered(sent, form, { type: 5, data: { flags: EPHEMERAL } });
  expect(statuses).toEqual([400, 204]);
  const original = `/webhooks/${fake.applicationId}/token-of-500000000000000002/messages/@original`;
  const components = [text('Done')];
  expect(await call('PATCH', original, { flags: V2 | EPHEMERAL, components })).toBe(400);
  expect(await call('PATCH', original, { flags: V2, components })).toBe(200);
  expect((await sent).messages).toMatchObject([{ text: 'Done', isPrivate: true }]);
});

test('a user can type only registered commands and press only existing buttons', async () => {
  expect(() => ann.command('rules')).toThrow('not registered');
  const { shown } = await answered(ann.command('menu'), hello);
  expect(() => ann.press(shown.messages[0], 'Other')).toThrow('no button Other');
});
