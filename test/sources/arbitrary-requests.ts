/** Connections as a hostile or broken neighbour would make them, for fast-check to draw from. */
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { providers } from '../../src/sources/providers/index.ts';
import { maxBodyBytes } from '../../src/sources/read-body.ts';
import { allTriggers, credentialsFor } from '../e2e/providers.ts';
import type { Manner } from './raw-http.ts';

/** The requests of one connection, one behind the other. */
export interface Wild {
  bytes: Buffer;
  requests: number;
  manner: Manner;
  /** All of it is as a provider would send it, so each is to be answered 200 or 202. */
  proper: boolean;
}

const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;

const noise = fc.uint8Array({ minLength: 1, maxLength: 400 }).map(bytes => Buffer.from(bytes));
const visible = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });

/** Bodies that providers send, each an event of its own more often than not. */
const webhook = fc
  .record({ one: fc.constantFrom(...allTriggers.filter(({ provider }) => provider === 'cometchat')), salt: fc.nat() })
  .map(({ one, salt }) => Buffer.from(JSON.stringify({ ...Object(providers.cometchat.sample(one.trigger)), salt })));

const large = Buffer.alloc(maxBodyBytes + 1, ' ');
/** Becomes 16 MiB. */
const bombs = [
  { coding: 'gzip', bytes: gzipSync(Buffer.alloc(16 * maxBodyBytes), { level: 1 }) },
  {
    coding: 'br',
    bytes: brotliCompressSync(Buffer.alloc(16 * maxBodyBytes), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  },
];
const deep = Buffer.from('['.repeat(100_000));

/** Few of these are JSON, and fewer still a webhook. */
const body = fc.oneof(
  { weight: 20, arbitrary: webhook },
  { weight: 10, arbitrary: fc.tuple(webhook, fc.double({ min: 0, max: 1, noNaN: true })).map(cutShort) },
  { weight: 10, arbitrary: fc.tuple(webhook, fc.nat(), fc.nat(255)).map(spoilt) },
  { weight: 10, arbitrary: noise },
  { weight: 10, arbitrary: fc.json().map(text => Buffer.from(text)) },
  {
    weight: 5,
    arbitrary: fc.constantFrom('1e999', '9'.repeat(5000), '-', '"\\ud800"', '\ufeff{}', '').map(Buffer.from),
  },
  { weight: 1, arbitrary: fc.constantFrom(deep, Buffer.from(`${deep}${']'.repeat(100_000)}`), large) },
);

function cutShort([bytes, at]: [Buffer, number]): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * at));
}

/** One byte is another, as likely as not no UTF-8 any more. */
function spoilt([bytes, at, byte]: [Buffer, number, number]): Buffer {
  const copy = Buffer.from(bytes);
  copy[at % bytes.length] = byte;
  return copy;
}

/** A small body in a coding, bombs among them, or one that is not what it says. */
const coded = fc.oneof(
  webhook.map(bytes => ({ coding: 'gzip', bytes: gzipSync(bytes, { level: 1 }) })),
  webhook.map(bytes => ({ coding: 'deflate', bytes: deflateSync(bytes, { level: 1 }) })),
  noise.map(bytes => ({ coding: 'br', bytes })),
  noise.map(bytes => ({ coding: 'gzip', bytes: Buffer.concat([gzipSync('{}').subarray(0, 12), bytes]) })),
  fc.constantFrom(...bombs),
);

/** The body with the headers that say how it comes: at once, in chunks, with a length that is not its own. */
const framed = fc.oneof(
  { weight: 10, arbitrary: body.map(bytes => ({ headers: [`Content-Length: ${bytes.length}`], bytes })) },
  { weight: 3, arbitrary: body.map(bytes => ({ headers: ['Transfer-Encoding: chunked'], bytes: inChunks(bytes) })) },
  { weight: 1, arbitrary: noise.map(bytes => ({ headers: ['Transfer-Encoding: chunked'], bytes })) },
  {
    weight: 2,
    arbitrary: coded.map(({ coding, bytes }) => ({
      headers: [`Content-Length: ${bytes.length}`, `Content-Encoding: ${coding}`],
      bytes,
    })),
  },
  {
    weight: 1,
    arbitrary: coded.map(({ coding, bytes }) => ({
      headers: ['Transfer-Encoding: chunked', `Content-Encoding: ${coding}`],
      bytes: inChunks(bytes),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(body, fc.nat(3000))
      .map(([bytes, length]) => ({ headers: [`Content-Length: ${length}`], bytes })),
  },
);

function inChunks(bytes: Buffer): Buffer {
  const half = Math.ceil(bytes.length / 2);
  const chunks = [bytes.subarray(0, half), bytes.subarray(half)].filter(({ length }) => length > 0);
  return Buffer.concat([
    ...chunks.flatMap(one => [Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ]);
}

const method = fc.oneof(
  { weight: 8, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('GET', 'HEAD', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PRI', 'get', '') },
);
const target = fc.oneof(
  { weight: 8, arbitrary: fc.constant('/webhooks/cometchat') },
  { weight: 2, arbitrary: fc.constantFrom('/webhooks/videosdk', '/', '/healthz', '/nothing', '/console/state') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '*',
      '/webhooks/__proto__',
      '/webhooks/%00',
      '/../webhooks',
      'http://a:b/',
      '//[',
      'x:y',
    ),
  },
  { weight: 1, arbitrary: visible.map(text => `/webhooks/${text.replaceAll(' ', '')}`) },
);
const version = fc.oneof(
  { weight: 20, arbitrary: fc.constant('HTTP/1.1') },
  { weight: 1, arbitrary: fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '') },
);
const credentials = fc.oneof(
  { weight: 6, arbitrary: fc.constant(right) },
  { weight: 2, arbitrary: fc.constantFrom('Authorization: Basic bm9ib2R5', 'Authorization: Basic', 'A: b') },
  { weight: 1, arbitrary: visible.map(text => `Authorization: Basic ${btoa(text)}`) },
  { weight: 1, arbitrary: noise.map(bytes => `videosdk-signature: ${bytes.toString('base64')}`) },
);
const header = fc.oneof(
  fc.constantFrom(
    'Content-Type: application/json',
    'Content-Type: Application/json; charset=latin1',
    'Content-Type: text/plain',
    'Content-Type: ;;;',
    'Content-Length: 1',
    'Content-Length: -1',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Content-Encoding: constructor',
    'Expect: 100-continue',
    'Expect: nothing',
    'Upgrade: h2c',
    'Connection: keep-alive, Upgrade',
    '__proto__: x',
    'X-Forwarded-For: 1.2.3.4',
    'callboard-sample: guessed',
    'Host: another',
    'no colon',
    `Long: ${'x'.repeat(16 * 1024)}`,
  ),
  fc.tuple(fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,20}$/), visible).map(([name, value]) => `${name}: ${value}`),
);

type Parts = [string, string, string, string, readonly string[], { headers: string[]; bytes: Buffer }];

function write([verb, path, http, auth, more, { headers, bytes }]: Parts, isLast: boolean): Buffer {
  const closing = isLast ? ['Connection: close'] : [];
  const lines = [`${verb} ${path} ${http}`, 'Host: callboard', auth, ...headers, ...more, ...closing];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

const request = fc.tuple(
  method,
  target,
  version,
  credentials,
  fc.oneof(fc.constant([]), fc.array(header, { maxLength: 2 })),
  framed,
);

function inLine(all: Parts[]): Buffer {
  return Buffer.concat(all.map((parts, at) => write(parts, at === all.length - 1)));
}

/** Most wait for their answers; some break off in the midst of a request, or leave without waiting. */
export const wild: fc.Arbitrary<Wild> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(request, { minLength: 1, maxLength: 4 }).map(all => {
      return { bytes: inLine(all), requests: all.length, manner: { patience: 100 }, proper: false };
    }),
  },
  {
    weight: 2,
    arbitrary: fc.array(webhook, { minLength: 1, maxLength: 4 }).map(all => {
      const framings = all.map(bytes => ({ headers: [`Content-Length: ${bytes.length}`], bytes }));
      const parts = framings.map((one): Parts => ['POST', '/webhooks/cometchat', 'HTTP/1.1', right, [], one]);
      return { bytes: inLine(parts), requests: all.length, manner: {}, proper: true };
    }),
  },
  { weight: 1, arbitrary: noise.map(bytes => ({ bytes, requests: 1, manner: { patience: 0 }, proper: false })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(request, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean())
      .map(([parts, at, cuts]): Wild => {
        const bytes = cutShort([write(parts, true), at]);
        return { bytes, requests: 1, manner: cuts ? { cuts } : { patience: 0 }, proper: false };
      }),
  },
);
