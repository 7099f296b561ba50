/** Texts that JSON can say and a database may refuse: each webhook is stored and read again, on both databases. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { providers } from '../../src/sources/providers/index.ts';
import { findEvent, rawBody } from '../../src/store/events/events.ts';
import { describeOnDatabases } from '../databases.ts';
import { allTriggers, credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type Receiver, send, startReceiver } from './receiver.ts';

/** NUL, halves of surrogate pairs, a whole pair, a noncharacter, a byte order mark, a text that runs the other way. */
const odd = 'a\0b\ud800c\udc00d😀e\uffffef\ufeffg\u202eh';

/** With every text in it, and every name of a field that is not the trigger's, as `change` makes it. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map(inner => mapTexts(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    /^(trigger|webhookType)$/.test(name) ? [name, inner] : [name, mapTexts(inner, change)],
  );
  return Object.fromEntries([...entries, [change('unknown word'), change('')]]);
}

describeOnDatabases('an odd text', kind => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver(providerEnv, { kind });
  });
  afterAll(() => receiver?.stop());

  /** Posts a body and gives the event that is in the store by then, with its body. */
  async function store(body: string | Buffer, provider: keyof typeof providers = 'cometchat') {
    const headers = { 'content-type': 'application/json', ...credentialsFor(provider, String(body)) };
    const answer = await send(`${receiver.url}/webhooks/${provider}`, { headers, body: Buffer.from(body) });
    expect(answer.status, answer.body).toBeLessThan(300);
    const event = await findEvent(receiver.database.db, JSON.parse(answer.body).id);
    if (!event) throw new Error(`Answered ${answer.body}, and it is not in the store.`);
    return { ...event, raw: JSON.parse(await rawBody(receiver.database.db, event.seq)) };
  }

  test.each([
    ['everywhere', () => odd],
    ['in texts that are too long and cut within a pair', (text: string) => `${text}x${'😀'.repeat(400)}`],
  ])('%s in every known webhook', async (_, change) => {
    for (const { provider, trigger } of allTriggers) {
      const sent = JSON.stringify(mapTexts(providers[provider].sample(trigger), change));
      expect((await store(sent, provider)).raw).toEqual(JSON.parse(sent));
    }
  });

  test.each([
    ['NUL', '\0'],
    ['half a pair', '\ud800'],
    ['a pair where a type is cut', `${'x'.repeat(59)}😀`],
    ['a pair where a trigger is cut', `${'x'.repeat(199)}😀`],
    ['500 pairs', '😀'.repeat(500)],
  ])('as the trigger: %s', async (_, trigger) => {
    const event = await store(JSON.stringify({ trigger }));
    expect(event.type).toMatch(/^other\.[a-z0-9_.-]+$/);
    expect(event.raw).toEqual({ trigger });
  });

  test('a byte order mark before the body is dropped, and one in a text stays', async () => {
    const event = await store(`\ufeff{"trigger":"marked","text":"\ufeff"}`);
    expect(event).toMatchObject({ trigger: 'marked', raw: { text: '\ufeff' } });
  });

  test('the last of two fields of one name counts', async () => {
    const event = await store('{"trigger":"first","data":{"sessionId":"a"},"trigger":"last","data":{"sessionId":"b"}}');
    expect(event).toMatchObject({ trigger: 'last', subject: 'b', raw: { trigger: 'last', data: { sessionId: 'b' } } });
  });

  test('invalid UTF-8 and overlong encodings are replaced', async () => {
    const [before, after] = ['{"trigger":"odd_bytes","text":"', '"}'];
    const bytes = Buffer.from('c328ffc0afeda080f4908080', 'hex');
    const event = await store(Buffer.concat([Buffer.from(before as string), bytes, Buffer.from(after as string)]));
    expect(event.raw).toMatchObject({ text: expect.stringMatching(/^[\ufffd(]+$/) });
  });

  test('numbers beyond double precision are accepted', async () => {
    const text = `{"trigger":"call_ended","data":{"sessionId":"n","duration":1e999,"destroyed_at":-1e400,"n":${'9'.repeat(400)}}}`;
    expect(await store(text)).toMatchObject({ subject: 'n', time: null });
  });
});
