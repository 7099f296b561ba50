/** Random sequences of gateway messages and closes, and a bot that receives them. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { testClock } from '../../clock.ts';
import { fatalErrors } from '../../fatal-errors.ts';
import { setupBot } from '../listeners/connected-bot.ts';

/** One thing that a connection receives: a message, a close with a code, or its end without one. */
export type GatewayStep = { send: object | string } | { close: number } | 'cut' | 'wait';

const user = { id: '900000000000000001', username: 'Callboard', discriminator: '0', avatar: null, bot: true };
const application = { id: '900000000000000002', flags: 0 };

export const hello = (interval = 41_250) => ({ op: 10, d: { heartbeat_interval: interval } });
export const reconnect = { op: 7 };
export const invalidSession = (canResume: boolean) => ({ op: 9, d: canResume });
export const ready = (resumeUrl: unknown, guilds: readonly object[] = []) => ({
  op: 0,
  t: 'READY',
  s: 1,
  d: { v: 10, user, guilds, session_id: 'random', resume_gateway_url: resumeUrl, application },
});

const types = [
  ...['GUILD_CREATE', 'GUILD_DELETE', 'GUILD_MEMBER_UPDATE', 'GUILD_ROLE_UPDATE', 'CHANNEL_CREATE', 'CHANNEL_UPDATE'],
  ...['THREAD_UPDATE', 'INTERACTION_CREATE', 'MESSAGE_CREATE', 'USER_UPDATE', 'ENTITLEMENT_CREATE'],
];
const data = [
  {},
  { id: '1' },
  { guild_id: '1', user: { id: '9' } },
  { id: '1', guild_id: '1', channels: 5 },
  { id: '1', name: 'x', channels: [], roles: [], members: [], threads: [], emojis: [], features: [] },
];

/** The codes of Discord and of WebSocket, discord.js's own, and unassigned ones. */
const codes = [
  ...[1000, 1001, 1002, 1011, 3000, 4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009],
  ...[4010, 4011, 4012, 4013, 4014, 4200, 4999],
];

/** Addresses that the client can't connect to; `ws` throws for most. */
export const unusableUrls = (url: string): unknown[] => [
  ...[`${url}#x`, `${url}#`, 'gateway.discord.gg', 'http://', 'ftp://127.0.0.1/', 'ws+unix:/nowhere'],
  ...['', 5, null, undefined, {}],
];

const oddUrls = (url: string): unknown[] => [
  ...unusableUrls(url),
  ...[`${url}?x=1`, url.replace('://', '://a:b@'), 'ws://127.0.0.1:1/'],
];

/** A sequence for one connection. Most begin with Hello, so that the client goes on. */
function sequences(url: string): fc.Arbitrary<GatewayStep[]> {
  const message: fc.Arbitrary<object | string> = fc.oneof(
    fc.constantFrom<(object | string)[]>(reconnect, invalidSession(false), invalidSession(true)),
    fc.constantFrom<(object | string)[]>({ op: 11 }, { op: 1 }, { op: 0, t: 'RESUMED', s: 3, d: {} }, 'x', ''),
    fc.constantFrom([], [{ id: '1', unavailable: true }]).map(guilds => ready(url, guilds)),
    fc.constantFrom(...oddUrls(url)).map(odd => ready(odd)),
    fc.record({
      op: fc.constant(0),
      t: fc.constantFrom(...types),
      s: fc.constantFrom(2, 'x', null),
      d: fc.constantFrom(...data),
    }),
    fc.constantFrom(1000, 41_250, 3e9).map(hello),
  );
  const step: fc.Arbitrary<GatewayStep> = fc.oneof(
    { weight: 8, arbitrary: message.map(send => ({ send })) },
    { weight: 3, arbitrary: fc.constant('wait' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...codes).map(close => ({ close })) },
    { weight: 1, arbitrary: fc.constant('cut' as const) },
  );
  const steps = fc.array(step, { minLength: 1, maxLength: 12 });
  // The last step ends the connection, so that the next sequence begins.
  return fc
    .tuple(fc.constantFrom<GatewayStep[][]>([{ send: hello() }], [{ send: hello() }], []), steps)
    .map(([first, more]) => [...first, ...more, 'wait', 'cut']);
}

/** Sends the steps to a connection: those without a wait in between arrive together. */
export async function play(socket: WebSocket, steps: readonly GatewayStep[]): Promise<void> {
  for (const step of steps) {
    if (socket.readyState !== socket.OPEN) return;
    if (step === 'cut') socket.terminate();
    else if (step === 'wait') for (let at = 0; at < 20; at++) await turn();
    else if ('close' in step) socket.close(step.close);
    else socket.send(typeof step.send === 'string' ? step.send : JSON.stringify(step.send));
  }
}

/**
 * Starts a bot on the gateway whose waits end at once. `fatal` collects the errors that would have ended the process.
 * `playRandomly` serves this many connections with random sequences, then serves normally.
 */
export async function startGatewayBot() {
  const fatal = fatalErrors();
  const bot = await setupBot('gateway', { clock: testClock().clock });
  onTestFinished(bot.close);
  const { gateway, url } = bot.fake;
  const resumeUrl = url.replace('http', 'ws').replace('/api', '/gateway');
  return {
    bot,
    fatal,
    resumeUrl,
    /** Serves the next connection with these steps. */
    playNext(steps: readonly GatewayStep[]): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      gateway.script = socket => {
        gateway.script = null;
        resolve(play(socket, steps));
      };
      gateway.cut();
      return promise;
    },
    playRandomly(seed: number, connections: number): Promise<void> {
      const waiting = fc.sample(sequences(resumeUrl), { seed, numRuns: connections });
      const { promise, resolve } = Promise.withResolvers<void>();
      gateway.script = socket => {
        const steps = waiting.pop() ?? [];
        if (waiting.length === 0) {
          gateway.script = null;
          resolve();
        }
        void play(socket, steps);
      };
      gateway.cut();
      return promise;
    },
  };
}
