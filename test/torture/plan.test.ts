import { expect, test } from 'vitest';
import { makePlan, type PlanOptions } from './plan.ts';
import { createRandom } from './random.ts';

const options: PlanOptions = {
  seconds: 60,
  kills: 20,
  replicas: 2,
  rooms: 12,
  database: 'postgres',
  ownServer: true,
  disk: true,
};

test('a seed gives the same plan again, another one another', () => {
  expect(makePlan(options, createRandom(7))).toEqual(makePlan(options, createRandom(7)));
  expect(makePlan(options, createRandom(7))).not.toEqual(makePlan(options, createRandom(8)));
});

test('the requested number of kills, of every server, over the whole time and in order', () => {
  const plan = makePlan(options, createRandom(7));
  const kills = plan.filter(({ kind }) => /kill/.test(kind));
  expect(kills).toHaveLength(20);
  expect(new Set(kills.map(({ target }) => target))).toEqual(new Set([0, 1]));
  expect(kills[0]?.at).toBeLessThan(4000);
  expect(kills.at(-1)?.at).toBeGreaterThanOrEqual(56_000);
  expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((a, b) => a - b));
});

test('each store gets the failures that are possible for it', () => {
  const kinds = (change: Partial<PlanOptions>) =>
    new Set(makePlan({ ...options, ...change }, createRandom(1)).map(({ kind }) => kind));
  const everywhere = ['kill', 'sudden kill', 'kill of all', 'stop', 'freeze', 'outage', 'revoke', 'uninvite'];
  expect(kinds({ database: 'sqlite' })).toEqual(new Set([...everywhere, 'full disk']));
  expect(kinds({ database: 'sqlite', disk: false })).not.toContain('full disk');
  expect(kinds({ replicas: 1 })).not.toContain('kill of all');
  expect(kinds({ ownServer: false })).not.toContain('crash of the database');
  expect(kinds({})).toContain('crash of the database');
  expect(kinds({ seconds: 2, kills: 0 })).toContain('closed database');
});

test('a random number is within its bounds and reaches them', () => {
  const random = createRandom(3);
  const drawn = new Set(Array.from({ length: 200 }, () => random.int(2, 5)));
  expect(drawn).toEqual(new Set([2, 3, 4, 5]));
  expect(() => random.pick([])).toThrow();
});
