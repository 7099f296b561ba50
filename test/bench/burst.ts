/** 5,000 webhooks at full speed, each with its own message: the time from the first request to the last message. */
import { startChat } from './chat.ts';
import { now } from './clock.ts';
import { atLeast, type Figure, perSecond } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard } from './processes.ts';
import { median } from './statistics.ts';
import { configOf, missedCall, slackRooms } from './webhooks.ts';

const requests = 5000;
const rounds = 5;
const rooms = slackRooms(50);

export async function measureBurst(): Promise<Figure[]> {
  await using chat = await startChat(requests * (rounds + 1));
  await using callboard = await startCallboard(chat.env, configOf(rooms));
  const took: { accept: number; deliver: number }[] = [];
  // The first warms up.
  for (let round = 0; round <= rounds; round++) {
    const first = round * requests;
    const body = (n: number) => missedCall(first + n, `slack-${n % rooms.length}`);
    const startedAt = now();
    const accept = await runLoad({ url: callboard.url, connections: 32, requests, body });
    await chat.arrived(first, first + requests);
    const last = chat.arrivedAt.subarray(first, first + requests).reduce((latest, at) => Math.max(latest, at));
    took.push({ accept, deliver: last - startedAt });
  }
  const rate = (of: (round: (typeof took)[number]) => number) => (requests / median(took.slice(1).map(of))) * 1000;
  return [
    atLeast(
      '5,000 at once to 50 channels, delivered',
      rate(round => round.deliver),
      3000,
      perSecond,
    ),
    { what: '5,000 at once to 50 channels, accepted', measured: perSecond(rate(round => round.accept)) },
  ];
}
