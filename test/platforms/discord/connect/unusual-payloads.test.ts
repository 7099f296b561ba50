/** An unusual payload fails alone: the process lives, and the next person gets a reply. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import {
  type GatewayStep,
  hello,
  invalidSession,
  ready,
  reconnect,
  startGatewayBot,
  unusableUrls,
} from './gateway-sequences.ts';
import { createPayloadSender, invalidPayloads, type PayloadSender } from './unusual-payloads.ts';

async function expectAnswer({ bot, fatal }: Pick<PayloadSender, 'bot' | 'fatal'>): Promise<void> {
  const { messages } = await bot.person().command('help');
  expect(messages[0]?.text).toContain('Hello');
  expect(fatal).toEqual([]);
}

test('a second Hello on one gateway connection is ignored', async () => {
  const sender = await createPayloadSender('gateway');
  await sender.deliverText('{"op":10,"d":{"heartbeat_interval":45000}}');
  await expectAnswer(sender);
  expect(sender.bot.logged.join('\n')).toContain('ignored an unexpected gateway message');
});

/** Commands get lost until the bot is connected. */
async function expectAnswerOnceConnected(started: Pick<PayloadSender, 'bot' | 'fatal'>): Promise<void> {
  await expect.poll(() => started.bot.fake.gateway.clients).toBe(1);
  await expectAnswer(started);
}

const send = (...messages: object[]): GatewayStep[] => messages.map(message => ({ send: message }));

test.for<[string, (url: string) => GatewayStep[]]>([
  ['Reconnect and Invalid Session', url => [...send(hello(), ready(url), reconnect, invalidSession(false))]],
  ['Invalid Session and Reconnect', url => [...send(hello(), ready(url), invalidSession(false), reconnect)]],
  ['Reconnect twice before Ready', () => [...send(hello(), reconnect, reconnect)]],
  ['Invalid Session and a close', () => [...send(hello(), invalidSession(false)), { close: 4000 }]],
  ['Reconnect and a cut', () => [...send(hello()), 'wait', ...send(reconnect), 'cut']],
  ["a close with discord.js's own code before Hello", () => [{ close: 4200 }]],
  ['a resume address with a fragment', url => [...send(hello(), ready(`${url}#x`)), 'wait', { close: 4000 }]],
])('after %s, the bot connects again', async ([, steps]) => {
  const started = await startGatewayBot();
  await started.playNext(steps(started.resumeUrl));
  await expectAnswerOnceConnected(started);
});

test('after random gateway messages and closes, the bot connects again', async () => {
  const bots = await Promise.all([1, 2, 3, 4].map(startGatewayBot));
  await Promise.all(bots.map((started, seed) => started.playRandomly(seed, 8)));
  for (const started of bots) await expectAnswerOnceConnected(started);
});

test('an unusable address of the gateway is a failed login: one log line, and another login', async () => {
  const started = await startGatewayBot();
  const { fake, logged } = started.bot;
  const url = started.resumeUrl;
  const limit = { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 };
  const answers = [
    ...unusableUrls(url).map(unusable => ({ url: unusable, shards: 1, session_start_limit: limit })),
    ...[{}, [], { url }, { url, shards: 1, session_start_limit: { ...limit, max_concurrency: 0 } }],
  ];
  for (const json of answers) fake.next('GET /gateway/bot', { status: 200, json, headers: {} });
  fake.gateway.drop(4004);
  const logins = () => fake.requests.filter(({ path }) => path === '/gateway/bot').length;
  await expect.poll(logins).toBe(1 + answers.length + 1);
  await expectAnswerOnceConnected(started);
  expect(logged.filter(line => line.includes('could not reach the gateway'))).toHaveLength(answers.length);
});

describe.each(transports)('%s', transport => {
  test('invalid payloads are ignored, and the connection stays open', async () => {
    const sender = await createPayloadSender(transport);
    for (const text of invalidPayloads) await sender.deliverText(text);
    await expectAnswer(sender);
    if (transport === 'gateway') {
      expect(sender.bot.fake.gateway.identified).toBe(1);
      expect(sender.bot.logged.join('\n')).toContain('ignored an unexpected gateway message');
    }
  });

  test.for([
    ['command without entitlements', 2, { entitlements: undefined }],
    ['command with permissions that are not a number', 2, { app_permissions: 'zzz' }],
    ['press on a message whose command has no user', 3, { interaction_metadata: { id: '1', type: 2 } }],
  ] as const)('a %s is handled normally', async ([, type, more]) => {
    const sender = await createPayloadSender(transport);
    const { d } = sender.recorded.find(event => 'type' in event.d && event.d.type === type) as {
      d: { message?: object };
    };
    const changed = d.message ? { ...d, message: { ...d.message, ...more } } : { ...d, ...more };
    await sender.deliver({ t: 'INTERACTION_CREATE', d: changed });
    const received = () => sender.bot.requests.filter(({ input }) => input.is === 'command' || input.is === 'action');
    await expect.poll(received).toHaveLength(1);
    await expectAnswer(sender);
  });

  test('payloads with missing or changed fields are survived', async () => {
    const sender = await createPayloadSender(transport);
    const kinds = fc.tuple(fc.constantFrom(...sender.recorded), mutations);
    for (const [{ t, d }, changes] of fc.sample(kinds, { numRuns: 150, seed: 10 })) {
      await sender.deliver({ t, d: mutate(d, changes) });
    }
    await expectAnswer(sender);
  });
});
