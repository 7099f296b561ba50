/**
 * Durable ingest compared with a bare echo server: the same client, bodies and connections, alternately, so that other load
 * affects both. No rule matches, so nothing is posted.
 */
import { atLeast, type Figure, perSecond, plain, ratio, withOthers } from './figures.ts';
import { runLoad } from './load.ts';
import { type Contestant, type Name, withContestants } from './servers/contestants.ts';
import { median } from './statistics.ts';
import { slackRooms } from './webhooks.ts';

const connections = 32;
const requests = 8000;
const rounds = 5;

/** Webhooks a second that one contestant answers, without a matching rule. */
export async function ingestRate({ url, body }: Contestant, first: number, count = requests): Promise<number> {
  const took = await runLoad({ url, connections, requests: count, body: n => body(first + n, 'nobody') });
  return (count / took) * 1000;
}

export function measureIngest(): Promise<Figure[]> {
  return withContestants(['echo', 'before', 'now'], { rooms: slackRooms(1), callers: 0 }, async contestants => {
    const rates: Partial<Record<Name, number>>[] = [];
    // The first warms all up.
    for (let round = 0; round <= rounds; round++) {
      const rate: Partial<Record<Name, number>> = {};
      for (const one of contestants) rate[one.name] = await ingestRate(one, round * requests);
      rates.push(rate);
    }
    const counted = rates.slice(1);
    const typical = (name: Name) => median(counted.map(rate => rate[name] ?? Number.NaN));
    const share = (name: Name) => median(counted.map(rate => (rate[name] ?? Number.NaN) / (rate.echo ?? Number.NaN)));
    const others = { echo: typical('echo'), before: typical('before') };
    return [
      withOthers(plain('stored, then answered; no rule matches', typical('now'), perSecond), others, perSecond),
      withOthers(atLeast('the same, to the echo', share('now'), 0.35, ratio), { before: share('before') }, ratio),
    ];
  });
}
