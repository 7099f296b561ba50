/** 5,000 webhooks at full speed, each with its own message: the time from the first request to the last message. */
import { now } from './clock.ts';
import { atLeast, type Figure, perSecond, plain, ratio, withOthers } from './figures.ts';
import { runLoad } from './load.ts';
import { type Contestant, type Name, withContestants } from './servers/contestants.ts';
import { median } from './statistics.ts';
import { slackRooms } from './webhooks.ts';

export const burstOf = 5000;
const rounds = 3;
export const burstRooms = slackRooms(50);

/** Milliseconds until all are accepted, and until all are posted. An echo posts nothing. */
export async function runBurst({ name, url, chat, body }: Contestant, first: number): Promise<Burst> {
  const startedAt = now();
  const accept = await runLoad({
    url,
    connections: 32,
    requests: burstOf,
    body: n => body(first + n, burstRooms[n % burstRooms.length]?.desk as string),
  });
  if (name === 'echo') return { accept, deliver: Number.NaN };
  await chat.arrived(first, first + burstOf);
  const last = chat.arrivedAt.subarray(first, first + burstOf).reduce((latest, at) => Math.max(latest, at));
  return { accept, deliver: last - startedAt };
}

interface Burst {
  accept: number;
  deliver: number;
}

export function measureBurst(): Promise<Figure[]> {
  const setup = { rooms: burstRooms, callers: burstOf * (rounds + 1) };
  return withContestants(['echo', 'koa', 'alertmanager', 'before', 'now'], setup, async contestants => {
    const bursts = new Map<Name, Burst[]>();
    // The first warms all up.
    for (let round = 0; round <= rounds; round++) {
      for (const one of contestants) {
        bursts.getOrInsertComputed(one.name, () => []).push(await runBurst(one, round * burstOf));
      }
    }
    const rates = (step: keyof Burst) =>
      Object.fromEntries(
        [...bursts].map(([name, all]) => [name, (burstOf / median(all.slice(1).map(burst => burst[step]))) * 1000]),
      ) as Partial<Record<Name, number>>;
    return describeBursts(rates('accept'), rates('deliver'));
  });
}

function describeBursts(accepted: Partial<Record<Name, number>>, delivered: Partial<Record<Name, number>>): Figure[] {
  const { echo = Number.NaN } = accepted;
  const toEcho = (rates: Partial<Record<Name, number>>) =>
    Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, rate / echo]));
  const own = { accepted: accepted.now ?? Number.NaN, delivered: delivered.now ?? Number.NaN };
  const { alertmanager } = delivered;
  const postedAll =
    alertmanager === undefined
      ? plain('5,000 at once to 50 channels: posted', own.delivered, perSecond)
      : atLeast('5,000 at once to 50 channels: posted', own.delivered, alertmanager, perSecond);
  return [
    withOthers(plain('5,000 at once, each also posted: accepted', own.accepted, perSecond), accepted, perSecond),
    withOthers(
      atLeast('the same, to the echo', own.accepted / echo, 0.25, ratio),
      { ...toEcho(accepted), echo: Number.NaN },
      ratio,
    ),
    withOthers(postedAll, delivered, perSecond),
    withOthers(
      atLeast('the same, to the echo’s requests', own.delivered / echo, 0.12, ratio),
      toEcho(delivered),
      ratio,
    ),
  ];
}
