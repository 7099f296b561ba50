/** The fake rejects the same views, controls and answers by response_url as Slack. */
import { afterEach, expect, test } from 'vitest';
import { type FakeSlack, startFakeSlack } from './index.ts';
import { responseProblems, viewRefusal } from './validate-view.ts';

const open: FakeSlack[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function start(): Promise<FakeSlack> {
  const fake = await startFakeSlack();
  open.push(fake);
  return fake;
}

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain('An option'), value });
const textInput = { type: 'plain_text_input', action_id: 'a' };
const input = (element: object = textInput, id = 'name') => ({
  type: 'input',
  block_id: id,
  label: plain('Label'),
  element,
});
const menu = (more: object) => input({ type: 'static_select', action_id: 'a', options: [option('1')], ...more });
const divider = { type: 'divider' };
const press = { type: 'button', action_id: 'press:0', text: plain('Go'), value: 'go' };
const modal = (more: object = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Save'),
  blocks: [input()],
  ...more,
});

test('a valid modal is accepted', () => {
  expect(viewRefusal(modal({ private_metadata: 'x'.repeat(3000), title: plain('x'.repeat(24)) }))).toBeNull();
  expect(viewRefusal({ type: 'home', blocks: Array(100).fill(divider) })).toBeNull();
});

test.for<[string, object]>([
  ['a title of 25 characters', modal({ title: plain('x'.repeat(25)) })],
  ['a button of 25 characters', modal({ submit: plain('x'.repeat(25)) })],
  ['private_metadata of 3,001 characters', modal({ private_metadata: 'x'.repeat(3001) })],
  ['a callback_id of 256 characters', modal({ callback_id: 'x'.repeat(256) })],
  ['101 blocks', modal({ blocks: Array(101).fill(divider) })],
  ['no blocks', modal({ blocks: [] })],
  ['inputs and no button', modal({ submit: undefined })],
  ['two inputs of one id', modal({ blocks: [input(), input()] })],
  ['a menu without options', modal({ blocks: [menu({ options: [] })] })],
  ['101 options', modal({ blocks: [menu({ options: Array.from({ length: 101 }, (_, n) => option(`${n}`)) })] })],
  ['an option of 151 characters', modal({ blocks: [menu({ options: [option('x'.repeat(151))] })] })],
  ['an option without a value', modal({ blocks: [menu({ options: [option('')] })] })],
  ['a choice that is no option', modal({ blocks: [menu({ initial_option: option('2') })] })],
  ['a text longer than its input', modal({ blocks: [input({ ...textInput, initial_value: 'xx', max_length: 1 })] })],
  ['a text of 3,001 characters', modal({ blocks: [input({ ...textInput, initial_value: 'x'.repeat(3001) })] })],
  ['two controls of one action_id', modal({ blocks: [{ type: 'actions', elements: [press, press] }] })],
  ['a button without text', modal({ blocks: [{ type: 'actions', elements: [{ ...press, text: plain('') }] }] })],
  ['an input in the App Home', { type: 'home', blocks: [input()] }],
])('%s is refused', (_, view) => {
  expect(viewRefusal(view)).toMatchObject({ error: 'invalid_arguments' });
});

test('a view over 250 kB is refused', () => {
  const options = Array.from({ length: 100 }, (_, n) => ({
    text: plain('漢'.repeat(75)),
    value: `${n}${'漢'.repeat(140)}`,
  }));
  const blocks = ['a', 'b', 'c', 'd'].map(id => ({ ...menu({ options }), block_id: id }));
  expect(viewRefusal(modal({ blocks }))).toMatchObject({ error: 'view_too_large' });
});

test.for<[string, unknown]>([
  ['an error for a block that is no input', { response_action: 'errors', errors: { other: 'No.' } }],
  ['no errors', { response_action: 'errors', errors: {} }],
  ['an empty error', { response_action: 'errors', errors: { name: '' } }],
  ['a view that is refused', { response_action: 'update', view: modal({ blocks: [] }) }],
  ['another response', { response_action: 'reopen' }],
])('as the response to a submission, %s is refused', (_, response) => {
  expect(responseProblems(response, modal())).not.toEqual([]);
});

test('a submission accepts an empty response, errors and another view', () => {
  for (const response of [undefined, {}, { response_action: 'errors', errors: { name: 'No.' } }]) {
    expect(responseProblems(response, modal())).toEqual([]);
  }
  expect(responseProblems({ response_action: 'update', view: modal() }, modal())).toEqual([]);
});

async function openView(fake: FakeSlack, trigger: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${fake.botToken}` };
  const body = new URLSearchParams({ trigger_id: trigger, view: JSON.stringify(modal()) });
  const { ok, error } = (await (
    await fetch(`${fake.url}views.open`, { method: 'POST', headers, body })
  ).json()) as Record<string, unknown>;
  return ok === true ? 'ok' : error;
}

test('a trigger opens one modal within three seconds', async () => {
  const fake = await start();
  const trigger = fake.surfaces.makeTrigger('U1');
  expect([await openView(fake, trigger), await openView(fake, trigger)]).toEqual(['ok', 'exchanged_trigger_id']);
  expect(fake.surfaces.readModal('U1')).toBe('Title\nLabel: []\n(Save)');
  fake.surfaces.life.trigger = 0;
  expect(await openView(fake, fake.surfaces.makeTrigger('U1'))).toBe('expired_trigger_id');
  expect(await openView(fake, 'made up')).toBe('invalid_trigger_id');
});

test('a response_url accepts five answers, with the same validation as chat.postMessage', async () => {
  const fake = await start();
  const id = fake.surfaces.makeResponse({ channel: 'C1', person: 'U1', origin: null });
  const url = fake.url.replace('/api/', `/respond/${id}`);
  const respond = async (body: object) => (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status;
  expect(await respond({ text: '' })).toBe(400);
  expect(await respond({ text: 'for me' })).toBe(200);
  expect(await respond({ text: 'for all', response_type: 'in_channel' })).toBe(200);
  expect(await respond({ text: 'x', response_type: 'elsewhere' })).toBe(400);
  expect(await respond({ text: 'again' })).toBe(200);
  expect(await respond({ text: 'a sixth' })).toBe(404);
  expect(fake.surfaces.ephemeral.map(({ body }) => body.text)).toEqual(['for me', 'again']);
  expect(fake.read('C1')).toBe('for all');
});
