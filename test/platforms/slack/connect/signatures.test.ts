/** Only recent requests are handled, and each once. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createSignatures } from '../../../../src/platforms/slack/connect/signatures.ts';
import { send } from '../../../fakes/slack/events.ts';
import { says } from '../listeners/connected-bot.ts';
import { setup } from '../setup.ts';

const secret = 'fake-signing-secret';
const moment = 1_800_000_000_000;

function headersOf(body: string, at: number, spell = (hex: string) => `v0=${hex}`) {
  const timestamp = String(Math.floor(at / 1000));
  const hex = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': spell(hex) };
}

async function start() {
  const clock = { now: moment };
  const handled: string[] = [];
  const verified: (string | null)[] = [];
  const made = await setup(({ signingSecret }) => ({
    signingSecret,
    now: () => clock.now,
    onRequestVerified: rejection => void verified.push(rejection),
    async handleChat({ input }) {
      handled.push(input.is === 'command' ? input.words : input.is);
      return says('Done');
    },
  }));
  await made.platform.start();
  const server = createServer(made.platform.handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await made.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const post = async (text: string, key: string, at = clock.now) => {
    const fields = { command: '/callboard', text, team_id: 'T0123', channel_id: 'C0456', user_id: 'U0ANN' };
    const body = new URLSearchParams(fields).toString();
    const response = await send(url, body, 'application/x-www-form-urlencoded', key, at);
    await response.body?.cancel();
    return response.status;
  };
  const command = (text: string, at: number) => post(text, secret, at);
  return { ...made, handled, verified, clock, command, post, url };
}

test('requests dated more than a minute ahead or five minutes back are rejected', async () => {
  const { handled, command, logged } = await start();
  expect(await command('ahead', moment + 61_000)).toBe(401);
  expect(await command('years ahead', moment * 2)).toBe(401);
  expect(await command('old', moment - 301_000)).toBe(401);
  const dated = logged.filter(line => line.includes('the request is dated'));
  expect(dated).toEqual([expect.stringContaining("the request is dated 61 s in the future. Set this machine's clock")]);
  expect(await command('a little ahead', moment + 60_000)).toBe(200);
  expect(await command('five minutes old', moment - 300_000)).toBe(200);
  await expect.poll(() => handled).toEqual(['a little ahead', 'five minutes old']);
});

test('a wrong signature is logged once in ten minutes, with the secret and the clock as possible causes', async () => {
  const { clock, command, verified, logged, post } = await start();
  const warnings = () => logged.filter(line => line.includes("the request's signature doesn't match"));
  for (let each = 0; each < 50; each++) expect(await post('of another app', 'another-secret')).toBe(401);
  expect(warnings()).toEqual([
    expect.stringMatching(
      /^rejected a request to \/slack\/events; check SLACK_SIGNING_SECRET and this machine's clock; not logged again/,
    ),
  ]);
  expect(await command('of this app', clock.now)).toBe(200);
  expect(verified.at(-1)).toBeNull();
  expect(verified.filter(one => one !== null)).toHaveLength(50);
  clock.now += 10 * 60_000;
  expect(await post('of another app', 'another-secret')).toBe(401);
  expect(warnings()).toHaveLength(2);
  expect(verified.at(-1)).toMatch(/SLACK_SIGNING_SECRET/);
});

test('a request without a signature, as scanners send, is neither logged nor counted', async () => {
  const { url, verified, logged } = await start();
  const response = await fetch(url, { method: 'POST', body: '{}' });
  expect(response.status).toBe(401);
  expect(verified).toEqual([]);
  expect(logged.join('\n')).not.toContain('SLACK_SIGNING_SECRET');
});

test('a repeated request is answered 200 and ignored; one with a new signature is handled', async () => {
  const { handled, clock, command } = await start();
  expect(await command('once', moment)).toBe(200);
  expect(await command('once', moment)).toBe(200);
  clock.now += 299_000;
  expect(await command('once', moment)).toBe(200);
  expect(await command('once', clock.now)).toBe(200);
  clock.now += 2_000;
  expect(await command('once', moment)).toBe(401);
  expect(await command('last', clock.now)).toBe(200);
  await expect.poll(() => handled).toEqual(['once', 'once', 'last']);
});

test('a failed request can be repeated', async () => {
  const { url, handled } = await start();
  // Bolt reads the sender of a press in front of every handler.
  const press = new URLSearchParams({ payload: JSON.stringify({ type: 'block_actions', actions: [{}] }) }).toString();
  const post = async () => (await send(url, press, 'application/x-www-form-urlencoded', secret, moment)).status;
  expect(await post()).toBe(500);
  expect(await post()).toBe(500);
  expect(handled).toEqual([]);
});

test('a signature in another notation is invalid', () => {
  const signatures = createSignatures(secret, () => moment);
  const body = Buffer.from('{"a":"é"}');
  const spellings = [
    (hex: string) => `v0=${hex}=1`,
    (hex: string) => `v0=${hex.toUpperCase()}`,
    (hex: string) => ` v0=${hex}`,
    (hex: string) => `v1=${hex}`,
    (hex: string) => hex,
    () => 'v0=',
    () => '',
  ];
  for (const spell of spellings) {
    expect(signatures.check(headersOf(body.toString(), moment, spell), body)).toBe('unsigned');
  }
  const headers = headersOf(body.toString(), moment);
  for (const timestamp of ['', '1e9', ` ${headers['x-slack-request-timestamp']}`, '-1', 'NaN']) {
    expect(signatures.check({ ...headers, 'x-slack-request-timestamp': timestamp }, body)).toBe('unsigned');
  }
  expect(signatures.check({}, body)).toBe('unsigned');
  expect(signatures.check(headers, Buffer.from('{"a":"\ufffd"}'))).toBe('unsigned');
  expect(signatures.check(headers, body)).toBe('fresh');
  expect(signatures.check(headers, body)).toBe('repeated');
});

test('the number of remembered signatures is bounded', () => {
  let now = moment;
  const signatures = createSignatures(secret, () => now);
  const check = (body: string) => signatures.check(headersOf(body, now), Buffer.from(body));
  for (let each = 0; each < 20_100; each++) expect(check(String(each))).toBe('fresh');
  expect(check('20099')).toBe('repeated');
  expect(check('0')).toBe('fresh');
  now += 301_000;
  expect(check('20099')).toBe('fresh');
});
