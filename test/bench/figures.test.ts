import { describe, expect, test } from 'vitest';
import { mostIn, shareOfRate } from './allowed.ts';
import { atLeast, atMost, below, percent, seconds, writeRow } from './figures.ts';
import { median, percentile } from './statistics.ts';

/** Moments of one request an interval after so many at once. */
const paced = (atOnce: number, more: number, interval: number) => [
  ...Array.from({ length: atOnce }, () => 0),
  ...Array.from({ length: more }, (_, at) => (at + 1) * interval),
];
/** Moments of windows of five that are all used at once. */
const windows = (count: number, every: number) =>
  Array.from({ length: count * 5 }, (_, at) => Math.floor(at / 5) * every);

describe('the share of the allowed rate', () => {
  const bucket = { requests: 5, per: 1000, burst: 10 };
  const window = { requests: 5, per: 5000, burst: null };

  test('of a token bucket leaves the burst out', () => {
    expect(shareOfRate(paced(10, 50, 200), bucket)).toBe(1);
    expect(shareOfRate(paced(10, 50, 250), bucket)).toBe(0.8);
  });

  test('of windows goes from window to window, wherever the requests stand in them', () => {
    expect(shareOfRate(windows(6, 5000), window)).toBe(1);
    expect(shareOfRate(windows(6, 6250), window)).toBe(0.8);
    expect(shareOfRate(paced(1, 30, 1250), window)).toBe(0.8);
  });

  test('of too few is no number', () => {
    expect(shareOfRate([], bucket)).toBeNaN();
    expect(shareOfRate(windows(2, 5000), window)).toBeNaN();
  });

  test('most is the burst and what is refilled, or all windows that began', () => {
    expect(mostIn(1500, bucket)).toBe(17);
    expect(mostIn(27_000, window)).toBe(30);
  });
});

test('percentiles by nearest rank, whatever the order', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([median(hundred), percentile(hundred, 0.99), percentile(hundred, 0)]).toEqual([50, 99, 1]);
  expect(median([])).toBeNaN();
});

describe('a row', () => {
  test('says plainly what was missed, and nothing of what was met or has no target', () => {
    expect(writeRow(below('start', 800, 700, seconds))).toMatch(/^start +< 0\.7 s +0\.8 s {2}MISSED$/);
    expect(writeRow(below('start', 600, 700, seconds))).toMatch(/^start +< 0\.7 s +0\.6 s$/);
    expect(writeRow({ what: 'echo', measured: '9/s' })).toMatch(/^echo +9\/s$/);
  });

  test('the bound itself meets "at least" and "at most", not "below"; no number meets nothing', () => {
    const met = (value: number) => [atLeast, atMost, below].map(compare => compare('x', value, 2, String).target?.met);
    expect(met(2)).toEqual([true, true, false]);
    expect(met(Number.NaN)).toEqual([false, false, false]);
  });

  test('94.99 % does not read as 95 %', () => {
    expect(percent(0.9499)).toBe('94.9 %');
  });
});
