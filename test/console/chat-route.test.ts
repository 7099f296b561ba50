import { afterEach, beforeEach, expect, test } from 'vitest';
import { messageOf, openStage, replyOf, type Stage } from './console-harness.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stop());

const channel = 'preview:demo/calls';
const ask = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${stage.url}/console/chat?zone=Asia/Kolkata`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('an authorized request runs as the operator in the named channel', async () => {
  const input = { is: 'submission', action: 'add.form|1', fields: { on: ['call.missed', 'call.*'], if: [] } };
  expect((await ask({ channel, input })).status).toBe(200);
  const by = { id: 'console', name: 'You', manager: true, admin: true };
  expect(stage.requests).toEqual([{ by, channel: 'demo/calls', workspace: 'demo', input }]);
});

test('a reply includes its previews as HTML for both platforms, and all other fields unchanged', async () => {
  const controls = [{ is: 'buttons' as const, buttons: [{ label: '<b>', action: 'rules.up|1' }] }];
  const blocks = [
    {
      type: 'paragraph' as const,
      content: [{ type: 'time' as const, at: 1_736_973_000, format: 'time' as const, fallback: '?' }],
    },
  ];
  const message = { ...messageOf('<script>alert(1)</script> & @everyone'), blocks };
  stage.answer = () => replyOf('', { message, controls, previews: [message], replaces: true });
  const answer = await (await ask({ channel, input: { is: 'command', words: '' } })).json();
  expect(answer).toMatchObject({ is: 'reply', message, controls, replaces: true });
  for (const html of [answer.previews[0].slack, answer.previews[0].discord]) {
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; ');
    expect(html).not.toContain('<script');
    expect(html).toContain('>2:00 AM</time>');
  }

  const form = { title: 'Rule', action: 'add.form', submit: 'Save', fields: [] };
  stage.answer = () => ({ is: 'invalid', problems: { if: 'What is that?' }, form });
  expect(await (await ask({ channel, input: { is: 'command', words: 'add' } })).json()).toEqual(
    stage.answer({} as never),
  );
});

test.each([
  ['not JSON', '{'],
  ['no input', { channel }],
  ['an input of no kind', { channel, input: { is: 'home' } }],
  ['words that are none', { channel, input: { is: 'command', words: 3 } }],
  ['fields that are no lists', { channel, input: { is: 'submission', action: 'a', fields: { on: 'x' } } }],
])('400: %s', async (_, body) => {
  expect((await ask(body)).status).toBe(400);
  expect(stage.requests).toEqual([]);
});

test('an unknown channel is answered 404, a large body 413, and a body not sent as JSON 403', async () => {
  const input = { is: 'command', words: '' };
  expect((await ask({ channel: 'slack:T1/C1', input })).status).toBe(404);
  expect((await ask({ channel, input: { is: 'command', words: 'x'.repeat(300_000) } })).status).toBe(413);
  expect((await ask({ channel, input }, { 'content-type': 'text/plain' })).status).toBe(403);
  expect(stage.requests).toEqual([]);
});

test("another site's page can't send requests", async () => {
  const input = { is: 'command', words: '' };
  expect((await ask({ channel, input }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask({ channel, input }, { origin: 'https://evil.example' })).status).toBe(403);
  expect(stage.requests).toEqual([]);
});
