/** From a webhook's leaving the client to the chat request's arriving, at a steady 200 a second. */
import { setTimeout as delay } from 'node:timers/promises';
import { startChat } from './chat.ts';
import { now } from './clock.ts';
import { below, type Figure, milliseconds } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard } from './processes.ts';
import { median, percentile } from './statistics.ts';
import { configOf, missedCall, slackRooms } from './webhooks.ts';

const every = 5;
const requests = 1000;
const rounds = 5;
const rooms = slackRooms(20);

export async function measureLatency(): Promise<Figure[]> {
  await using chat = await startChat(requests * (rounds + 1));
  await using callboard = await startCallboard(chat.env, configOf(rooms));
  const toChat: number[][] = [];
  const toAnswer: number[][] = [];
  // The first warms up.
  for (let round = 0; round <= rounds; round++) {
    const first = round * requests;
    const sentAt: number[] = [];
    const answeredAt: number[] = [];
    await runLoad({
      url: callboard.url,
      connections: 16,
      requests,
      every,
      body: n => missedCall(first + n, `slack-${n % rooms.length}`),
      sent(n) {
        sentAt[n] = now();
      },
      answered(n) {
        answeredAt[n] = now();
      },
    });
    await chat.arrived(first, first + requests);
    toChat.push(sentAt.map((at, n) => (chat.arrivedAt[first + n] ?? Number.NaN) - at));
    toAnswer.push(sentAt.map((at, n) => (answeredAt[n] ?? Number.NaN) - at));
    await delay(500);
  }
  const typical = (values: number[][], share: number) => median(values.slice(1).map(round => percentile(round, share)));
  return [
    below('webhook to chat request at 200/s, p50', typical(toChat, 0.5), 5, milliseconds),
    below('webhook to chat request at 200/s, p99', typical(toChat, 0.99), 20, milliseconds),
    { what: 'webhook to its answer at 200/s, p50', measured: milliseconds(typical(toAnswer, 0.5)) },
    { what: 'webhook to its answer at 200/s, p99', measured: milliseconds(typical(toAnswer, 0.99)) },
  ];
}
