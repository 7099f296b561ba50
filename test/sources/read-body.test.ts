/** One budget for the bodies of the whole port: what is read, decompressed and in use. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { HttpHandler } from '../../src/platforms/platform.ts';
import { BodyError, createBodies, maxBodyBytes } from '../../src/sources/read-body.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { dial, exchange, readAll, requestText, statusesOf } from './raw-http.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const compress = promisify(gzip);

/** A request as far as its body goes. */
function bodyOf(headers: Record<string, string> = {}) {
  const stream = new PassThrough();
  const request = Object.assign(stream, { headers, socket: { destroyed: false } }) as unknown as IncomingMessage;
  return { stream, request };
}
const statusOf = (error: unknown) => (error instanceof BodyError ? error.status : error);

test('a body counts until its use is over', async () => {
  const bodies = createBodies();
  const { stream, request } = bodyOf({ 'content-length': '2' });
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const using = bodies.use(request, async body => {
    begun.resolve();
    await over.promise;
    return String(body);
  });
  stream.end('{}');
  await begun.promise;
  expect(bodies.held).toBe(2);
  over.resolve();
  expect(await using).toBe('{}');
  expect(bodies.held).toBe(0);
});

test('a failed body no longer counts', async () => {
  const bodies = createBodies({ timeout: 1 });
  const failures = [
    [bodyOf({ 'content-length': '2000000' }), 413],
    [bodyOf({ 'content-encoding': 'compress' }), 415],
    [bodyOf({ 'content-encoding': 'gzip' }), 400],
    [bodyOf(), 408],
  ] as const;
  for (const [{ stream, request }, status] of failures) {
    const used = bodies.use(request, async () => 'used');
    if (status === 400) stream.end('not gzip');
    else if (status === 408) stream.write('{');
    expect(await used.catch(statusOf)).toBe(status);
    expect(bodies.held).toBe(0);
  }
  const { stream, request } = bodyOf();
  const failing = bodies.use(request, async () => {
    throw new Error('no disk');
  });
  stream.end('{}');
  await expect(failing).rejects.toThrow('no disk');
  expect(bodies.held).toBe(0);
});

test('any body in any chunks is read whole, and counts at most twice its size', async () => {
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.boolean(), async (parts, sized) => {
      const whole = Buffer.concat(parts);
      const { stream, request } = bodyOf(sized ? { 'content-length': String(whole.length) } : {});
      const bodies = createBodies();
      const used = bodies.use(request, async body => {
        expect(bodies.held).toBeLessThanOrEqual(sized ? whole.length : 2 * whole.length);
        return body;
      });
      for (const part of parts) stream.write(part);
      stream.end();
      expect((await used).equals(whole)).toBe(true);
      expect(bodies.held).toBe(0);
    }),
  );
});

test('decoded bytes count instead of compressed ones', async () => {
  const bodies = createBodies();
  const { stream, request } = bodyOf({ 'content-encoding': 'gzip' });
  stream.end(await compress(Buffer.alloc(500_000)));
  expect(await bodies.use(request, async () => bodies.held)).toBe(500_000);
});

test('a body over the budget of bodies in use is answered 503', async () => {
  const bodies = createBodies({ budget: 1000 });
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = bodyOf();
  const using = bodies.use(first.request, () => {
    begun.resolve();
    return over.promise;
  });
  first.stream.end(Buffer.alloc(900));
  await begun.promise;
  const second = bodyOf();
  const other = bodies.use(second.request, async () => 'used').catch(statusOf);
  second.stream.end(Buffer.alloc(200));
  expect(await other).toBe(503);
  over.resolve();
  await using;
  expect(bodies.held).toBe(0);
});

test('a body being decoded counts at its largest possible size', async () => {
  const bodies = createBodies({ budget: maxBodyBytes - 1 });
  const { stream, request } = bodyOf({ 'content-encoding': 'gzip' });
  stream.end(await compress('{}'));
  expect(await bodies.use(request, async () => 'used').catch(statusOf)).toBe(503);
  expect(bodies.held).toBe(0);
});

test('few bodies are decoded at once, a bounded number waits, and the rest are answered 503', async () => {
  const bodies = createBodies({ decoders: 2, waiting: 3 });
  const compressed = await compress(Buffer.alloc(maxBodyBytes));
  const all = Array.from({ length: 10 }, () => bodyOf({ 'content-encoding': 'gzip' }));
  let most = 0;
  const used = all.map(({ request }) =>
    bodies
      .use(request, async body => {
        most = Math.max(most, bodies.held);
        return body.length;
      })
      .catch(statusOf),
  );
  for (const { stream } of all) stream.end(compressed);
  const answers = await Promise.all(used);
  expect(answers.filter(answer => answer === maxBodyBytes)).toHaveLength(5);
  expect(answers.filter(answer => answer === 503)).toHaveLength(5);
  expect(most).toBeLessThanOrEqual(3 * maxBodyBytes + 10 * compressed.length);
});

test('a waiting body whose sender disconnected is not decoded', async () => {
  const bodies = createBodies();
  const { stream, request } = bodyOf({ 'content-encoding': 'gzip' });
  stream.end(await compress('{}'));
  Object.assign(request.socket, { destroyed: true });
  expect(await bodies.use(request, async () => 'used').catch(statusOf)).toBe(400);
});

let receiver: Receiver;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await receiver?.stop();
});

const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;
const head = (path: string, length: number, ...more: string[]) =>
  requestText(`POST ${path} HTTP/1.1`, [...more, `Content-Length: ${length}`]);

test("webhooks and a platform's requests share one budget, even with 100 unfinished bodies", async () => {
  const budget = 8 * maxBodyBytes;
  const seen: number[] = [];
  const handler: HttpHandler = ({ rawBody }, response) => {
    seen.push(rawBody.length);
    response.end('handled');
  };
  const handlers = new Map([['/slack/events', handler]]);
  receiver = await startReceiver(providerEnv, { handlers, bodyBounds: { budget } });
  const part = ' '.repeat(maxBodyBytes - 1);
  let givenUp = 0;
  for (let at = 0; at < 100; at += 1) {
    const socket = await dial(receiver.url);
    socket.on('error', () => {});
    sockets.push(socket);
    const path = at % 2 ? '/slack/events' : '/webhooks/cometchat';
    void readAll(socket).then(said => {
      if (statusesOf(said)[0] === 503) givenUp += 1;
    });
    socket.write(head(path, maxBodyBytes, right) + part);
  }
  await expect.poll(() => givenUp, { timeout: 60_000 }).toBe(92);
  expect(receiver.bodies.held).toBeLessThanOrEqual(budget);
  // Complete, honest bodies are still accepted.
  const webhook = requestText('POST /webhooks/cometchat HTTP/1.1', [right], '{"trigger":"honest"}');
  expect(statusesOf(await exchange(receiver.url, webhook))).toEqual([200]);
  const event = requestText('POST /slack/events HTTP/1.1', [], 'honest');
  expect(statusesOf(await exchange(receiver.url, event))).toEqual([200]);
  expect(seen).toEqual([6]);
  expect(receiver.bodies.held).toBeLessThanOrEqual(budget);
});

test('a large body of a platform is answered 413, and an unknown encoding 415', async () => {
  const handlers = new Map<string, HttpHandler>([['/slack/events', (_, response) => response.end('handled')]]);
  receiver = await startReceiver(providerEnv, { handlers });
  const tooLarge = await exchange(receiver.url, head('/slack/events', maxBodyBytes + 1));
  expect(statusesOf(tooLarge)).toEqual([413]);
  const unknown = await exchange(
    receiver.url,
    requestText('POST /slack/events HTTP/1.1', ['Content-Encoding: zip'], 'x'),
  );
  expect(statusesOf(unknown)).toEqual([415]);
  expect(unknown).toMatch(/\r\nAccept-Encoding: gzip, deflate, br\r\n/);
});

test('a handler that throws fails only its own request, and is logged', async () => {
  const handlers = new Map<string, HttpHandler>([
    ['/slack/events', () => Promise.reject(new Error('a fault of the SDK'))],
  ]);
  receiver = await startReceiver(providerEnv, { handlers });
  const event = requestText('POST /slack/events HTTP/1.1', [], '{}');
  expect(statusesOf(await exchange(receiver.url, event))).toEqual([500]);
  expect(receiver.logged.filter(({ level }) => level >= 50).map(({ msg }) => msg)).toEqual([
    'could not answer a platform request; answered 500',
  ]);
  expect(receiver.bodies.held).toBe(0);
});

test('wrong Basic credentials are answered before the body arrives', async () => {
  receiver = await startReceiver(providerEnv);
  for (const encoding of [[], ['Content-Encoding: gzip']]) {
    const socket = await dial(receiver.url);
    sockets.push(socket);
    socket.write(head('/webhooks/cometchat', 1000, 'Authorization: Basic eDp5', ...encoding));
    const [answer] = await once(socket, 'data');
    expect(statusesOf(String(answer))).toEqual([401]);
    expect(String(answer)).toMatch(/\r\nWWW-Authenticate: Basic realm="Callboard", charset="UTF-8"\r\n/);
    expect(receiver.bodies.held).toBe(0);
  }
});

test('a wrong signature gets a challenge, and a wrong media type gets the accepted one in the response', async () => {
  receiver = await startReceiver(providerEnv);
  const unsigned = requestText('POST /webhooks/videosdk HTTP/1.1', ['Content-Type: application/json'], '{}');
  expect(await exchange(receiver.url, unsigned)).toMatch(/ 401 [\s\S]*\r\nWWW-Authenticate: Signature realm=/);
  const text = requestText('POST /webhooks/cometchat HTTP/1.1', [right, 'Content-Type: text/plain'], '{}');
  const answer = await exchange(receiver.url, text);
  expect(answer).toMatch(/ 415 [\s\S]*\r\nAccept: application\/json\r\n/);
  expect(answer).not.toContain('Accept-Encoding');
});
