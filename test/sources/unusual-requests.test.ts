/** HTTP that no provider sends: every one of these has its answer, which is never a 500. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxBodyBytes } from '../../src/sources/read-body.ts';
import { countDuplicates } from '../../src/store/events/events.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { exchange, requestText, statusesOf } from './raw-http.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(providerEnv);
});
afterAll(() => receiver?.stop());

const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;
const wrong = 'Authorization: Basic bm9ib2R5OmF0IGFsbA==';
const body = '{"trigger":"an_odd_request"}';
const ask = (text: string) => exchange(receiver.url, text);
const post = (target: string, ...headers: string[]) =>
  requestText(`POST ${target} HTTP/1.1`, [right, ...headers], body);

describe('the target', () => {
  test.each([
    '/webhooks/cometchat?token=%zz&a[b]=%00',
    '/webhooks/cometchat#fragment',
    'http://callboard.example/webhooks/cometchat',
    'HTTPS://callboard.example:443/webhooks/cometchat?a',
    'http://a:b:c/webhooks/cometchat',
    'http://[::1/webhooks/cometchat',
    'http://u:p%zz@/webhooks/cometchat',
  ])('%s is the source', async target => {
    expect(statusesOf(await ask(post(target)))).toEqual([200]);
  });

  test.each([
    '/webhooks/../webhooks/cometchat',
    '/webhooks/./cometchat',
    '//webhooks/cometchat',
    '//a:b:c/webhooks/cometchat#',
    '/webhooks/..%2fcometchat',
    '/webhooks/%00',
    '/webhooks/cometchat%00',
    '/webhooks/%zz',
    '/webhooks/%ff%fe',
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/',
    'http://callboard.example',
    'http://callboard.example?/webhooks/cometchat',
    '*',
  ])('%j is nothing', async target => {
    expect(statusesOf(await ask(post(target)))).toEqual([404]);
  });

  test.each([
    ['bytes that are no ASCII', 'POST /webhooks/\xff HTTP/1.1', 400],
    ['a space in it', 'POST /webhooks/comet chat HTTP/1.1', 400],
    ['no path', 'POST http: HTTP/1.1', 400],
    ['17 KiB', `POST /${'a'.repeat(17 * 1024)} HTTP/1.1`, 431],
  ])('%s', async (_, line, status) => {
    expect(statusesOf(await ask(requestText(line, [right], body)))).toEqual([status]);
  });
});

describe('the method', () => {
  test.each(['HEAD', 'OPTIONS', 'TRACE', 'QUERY', 'M-SEARCH', 'PROPFIND'])('%s is answered 405', async method => {
    expect(statusesOf(await ask(requestText(`${method} /webhooks/cometchat HTTP/1.1`, [right])))).toEqual([405]);
  });

  test.each(['post', 'FETCH', 'PRI', 'P\0ST'])('the invalid method %j is answered 400', async method => {
    expect(statusesOf(await ask(requestText(`${method} /webhooks/cometchat HTTP/1.1`, [right])))).toEqual([400]);
  });

  test('CONNECT is rejected', async () => {
    expect(await ask(requestText('CONNECT callboard.example:443 HTTP/1.1', [right]))).toBe('');
  });
});

describe('the headers', () => {
  test.each([
    ['Expect: 100-continue', 200],
    ['Expect: a miracle', 417],
    ['Upgrade: websocket', 200],
    ['Content-Encoding: constructor', 415],
    ['Content-Encoding: __proto__', 415],
    ['Content-Encoding: gzip, gzip', 415],
    ['Content-Encoding: identity', 200],
    ['__proto__: x\r\nconstructor: y', 200],
    ['Content-Length: 3', 400],
    ['Transfer-Encoding: chunked', 400],
    ['A name with spaces: x', 400],
    [': no name', 400],
    ['Folded: a\r\n b', 400],
    ['Nul: \0', 400],
    [`Authorization: Basic ${btoa('wrong:at all')}`, 200],
  ])('%j is answered %i', async (header, status) => {
    expect(statusesOf(await ask(post('/webhooks/cometchat', header)))).toEqual([status]);
  });

  test.each([
    ['17 KiB in one header', `Long: ${'a'.repeat(17 * 1024)}`],
    ['3000 headers', Array.from({ length: 3000 }, (_, at) => `a${at}: b`).join('\r\n')],
  ])('%s are answered 431', async (_, headers) => {
    expect(statusesOf(await ask(post('/webhooks/cometchat', headers)))).toEqual([431]);
  });

  test('the first of two Authorization headers counts', async () => {
    const text = requestText('POST /webhooks/cometchat HTTP/1.1', [wrong, right], body);
    expect(statusesOf(await ask(text))).toEqual([401]);
  });

  test('a missing Host is answered 400', async () => {
    const text = `POST /webhooks/cometchat HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`;
    expect(statusesOf(await ask(text))).toEqual([400]);
  });
});

describe('the body', () => {
  const chunked = (chunks: string, more: string[] = []) =>
    ask(`${requestText('POST /webhooks/cometchat HTTP/1.1', [right, 'Transfer-Encoding: chunked', ...more])}${chunks}`);

  test.each([
    ['in chunks with extensions and trailers', '2;a=b\r\n{}\r\n0\r\nTrailer: x\r\n\r\n', 202],
    ['in a chunk that is longer than it says', '1\r\n{}\r\n0\r\n\r\n', 400],
    ['in chunks of no length', 'zz\r\n{}\r\n0\r\n\r\n', 400],
    ['in a chunk of a length beyond all numbers', 'ffffffffffffffffff\r\n{}\r\n0\r\n\r\n', 400],
    ['in a chunk with an extension of 20 KiB', `2;${'a'.repeat(20 * 1024)}\r\n{}\r\n0\r\n\r\n`, 413],
    ['with trailers of 20 KiB', `2\r\n{}\r\n0\r\n${'A: b\r\n'.repeat(3500)}\r\n`, 431],
  ])('%s', async (_, chunks, status) => {
    expect(statusesOf(await chunked(chunks))).toEqual([status]);
  });

  test('a body one byte over the limit is rejected, and a number of the largest size is accepted', async () => {
    const digits = '9'.repeat(maxBodyBytes);
    const sendText = (text: string) => ask(requestText('POST /webhooks/cometchat HTTP/1.1', [right], text));
    expect(statusesOf(await sendText(digits))).toEqual([202]);
    expect(statusesOf(await sendText(`${digits}9`))).toEqual([413]);
  });
});

test('pipelined requests are answered in order', async () => {
  const texts = ['{"trigger":"first"}', 'no JSON', '{"trigger":"third"}', '{"trigger":"first"}'];
  const requests = texts.map(text => requestText('POST /webhooks/cometchat HTTP/1.1', [right], text));
  const open = requests.slice(0, -1).map(text => text.replace('Connection: close\r\n', ''));
  const said = await ask([...open, requests.at(-1)].join(''));
  expect(statusesOf(said)).toEqual([200, 400, 200, 200]);
  const ids = [...said.matchAll(/"id":"(evt_[0-9a-f]+)"/g)].map(([, id]) => id as string);
  expect(ids[2]).toBe(ids[0]);
  expect(await countDuplicates(receiver.database.db, ids[0] as string)).toBe(1);
});

test('unusual requests log no errors', () => {
  expect(receiver.logged.filter(({ level }) => level >= 50)).toEqual([]);
});
