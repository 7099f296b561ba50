/** Durable ingest beside a bare echo: both with the same client, bodies and connections, one right after the other. */
import { runLoad } from './load.ts';
import { type Running, startCallboard, startEcho } from './processes.ts';
import { missedCall } from './webhooks.ts';

const connections = 32;
const requests = 20_000;

const config = `
channels:
  preview:demo/calls:
    rules:
      - { on: call.rejected }
`;

/** Requests a second, each answered 200. */
async function rate(url: string, from: number): Promise<number> {
  const { statuses, took } = await runLoad({ url, connections, requests, body: n => missedCall(from + n) });
  if (statuses.get(200) !== requests) throw new Error(`not all were accepted: ${JSON.stringify([...statuses])}`);
  return (requests / took) * 1000;
}

/** Alternating, so that what else the machine does meets both; the first round warms up. */
export async function measureIngest(rounds = 3): Promise<{ echo: number; callboard: number }> {
  const servers: Running[] = [];
  try {
    const echo = await startEcho();
    servers.push(echo);
    const callboard = await startCallboard({}, config);
    servers.push(callboard);
    const rates = { echo: [] as number[], callboard: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      rates.echo.push(await rate(echo.url, round * requests));
      rates.callboard.push(await rate(`${callboard.url}/webhooks/cometchat`, round * requests));
    }
    return { echo: median(rates.echo.slice(1)), callboard: median(rates.callboard.slice(1)) };
  } finally {
    await Promise.all(servers.map(server => server.stop()));
  }
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
