import { expect, test } from 'vitest';
import { readOptions } from './options.ts';
import { countOffences, describeOutcome, type Outcome } from './report.ts';

const calls = { lost: [], doubled: [], outOfOrder: [], strays: [], dead: [], ledger: [] };
const none = { ...calls, cards: [], firedTwice: [], timersLost: [], answers: [], servers: [] };
const outcome: Outcome = { findings: none, figures: new Map([['kills', 3]]), folder: '/logs' };

test('nothing wrong is no offence; anything is, whatever its kind', () => {
  expect(countOffences(outcome)).toBe(0);
  for (const kind of Object.keys(none)) {
    expect(countOffences({ ...outcome, findings: { ...none, [kind]: ['this'] } })).toBe(1);
  }
});

test('the report has every figure and names the first offenders', () => {
  const lost = Array.from({ length: 9 }, (_, at) => `slack:T/C: caller-${at} is gone`);
  const lines = describeOutcome({ ...outcome, findings: { ...none, lost } });
  expect(lines).toContainEqual(expect.stringMatching(/^kills +3$/));
  expect(lines).toContainEqual(expect.stringMatching(/^lost +9$/));
  expect(lines).toContainEqual(expect.stringMatching(/^doubled +0$/));
  expect(lines.filter(line => line.startsWith('lost: '))).toHaveLength(5);
  expect(lines.at(-1)).toContain('/logs');
});

test('options are checked, and the seed decides whether lanes batch', () => {
  expect(readOptions(['--seed', '4', '--database', 'postgres', '--replicas', '2'])).toMatchObject({
    seed: 4,
    database: 'postgres',
    replicas: 2,
    kills: 20,
    batchAfter: '10s',
  });
  expect(readOptions(['--seed', '5']).batchAfter).toBe('off');
  expect(readOptions(['--seed', '5', '--batch-after', '1s']).batchAfter).toBe('1s');
  for (const wrong of [['--seed', 'x'], ['--kills', '-1'], ['--database', 'mysql'], ['--replicas', '2'], ['--x']]) {
    expect(() => readOptions(wrong), wrong.join(' ')).toThrow();
  }
});
