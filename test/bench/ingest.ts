/**
 * Durable ingest compared with a bare echo server: the same client, bodies and connections, alternately, so that other load
 * affects both. No rule matches, so nothing is posted.
 */
import { startChat } from './chat.ts';
import { atLeast, type Figure, perSecond, ratio } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard, startEcho } from './processes.ts';
import { median } from './statistics.ts';
import { configOf, missedCall, slackRooms } from './webhooks.ts';

const connections = 32;
const requests = 20_000;
const rounds = 7;

export async function measureIngest(): Promise<Figure[]> {
  await using chat = await startChat(0);
  await using echo = await startEcho();
  await using callboard = await startCallboard(chat.env, configOf(slackRooms(1)));
  const rates: { echo: number; callboard: number }[] = [];
  // The first warms both up.
  for (let round = 0; round <= rounds; round++) {
    const body = (n: number) => missedCall(round * requests + n, 'nobody');
    const rate = async (url: string) => (requests / (await runLoad({ url, connections, requests, body }))) * 1000;
    rates.push({ echo: await rate(echo.url), callboard: await rate(callboard.url) });
  }
  const counted = rates.slice(1);
  return [
    { what: 'bare Koa echo', measured: perSecond(median(counted.map(round => round.echo))) },
    { what: 'webhooks stored, then answered', measured: perSecond(median(counted.map(round => round.callboard))) },
    atLeast('webhooks to echo', median(counted.map(round => round.callboard / round.echo)), 0.5, ratio),
  ];
}
