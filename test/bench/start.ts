/** From the start of the process, with a new store, to the answer of the first webhook. */
import { startChat } from './chat.ts';
import { now } from './clock.ts';
import { below, type Figure, seconds } from './figures.ts';
import { runLoad } from './load.ts';
import { startCallboard } from './processes.ts';
import { median } from './statistics.ts';
import { configOf, missedCall, slackRooms } from './webhooks.ts';

const rounds = 9;

export async function measureStart(): Promise<Figure[]> {
  await using chat = await startChat(1);
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = now();
    await using callboard = await startCallboard(chat.env, configOf(slackRooms(1)));
    await runLoad({ url: callboard.url, connections: 1, requests: 1, body: () => missedCall(0, 'slack-0') });
    took.push(now() - startedAt);
  }
  return [below('start to the first accepted webhook', median(took), 700, seconds)];
}
