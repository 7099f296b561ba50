/** The options of a torture run. */
import { parseArgs } from 'node:util';

export interface Options {
  seed: number;
  database: 'sqlite' | 'postgres';
  replicas: number;
  kills: number;
  /** How long failures are caused; recovery and the remaining messages come after. */
  seconds: number;
  /** As in the environment: `10s`, `off`. */
  batchAfter: string;
  /** PostgreSQL: whether in a server of its own where one can be started, so that it can be restarted. */
  ownServer: boolean;
}

export const usage = `npm run torture -- [options]
  --seed N          gives the same plan again; else at random
  --database NAME   sqlite (the default) or postgres
  --replicas N      servers side by side, 1; more than one needs postgres
  --kills N         how often one of them is killed, 20
  --seconds N       how long failures are caused, 90
  --batch-after N    BATCH_AFTER of the servers, 10s or off; else by the seed: even 10s, odd off`;

/** Reads the options. Throws an error for people. */
export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: text, database: text, replicas: text, kills: text, seconds: text, 'batch-after': text },
  });
  const number = (name: 'seed' | 'replicas' | 'kills' | 'seconds', otherwise: number, least: number) => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isInteger(value) && value >= least) return value;
    throw new Error(`--${name} ${values[name]}: write a whole number from ${least}.`);
  };
  const seed = number('seed', Math.floor(Math.random() * 1_000_000), 0);
  const { database = 'sqlite', 'batch-after': batchAfter = seed % 2 === 0 ? '10s' : 'off' } = values;
  if (database !== 'sqlite' && database !== 'postgres') {
    throw new Error(`--database ${database}: write sqlite or postgres.`);
  }
  const replicas = number('replicas', 1, 1);
  if (replicas > 1 && database === 'sqlite') throw new Error('--replicas: SQLite is for one server.');
  return {
    seed,
    database,
    replicas,
    kills: number('kills', 20, 0),
    seconds: number('seconds', 90, 1),
    batchAfter,
    ownServer: true,
  };
}
