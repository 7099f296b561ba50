import { expect, test } from 'vitest';
import { type Recorded, tally } from './record.ts';

const accepted = (at: number, ...limits: string[]): Recorded => ({ at, limits, accepted: true, refused: null });
const refused = (at: number, limit: string, until: number, ...others: string[]): Recorded => ({
  at,
  limits: [limit, ...others],
  accepted: false,
  refused: { limit, until },
});

test('a request before the end of a Retry-After that applies to it is early', () => {
  const record = [
    accepted(0, 'post C1', 'post'),
    refused(10, 'post C1', 1010, 'post'),
    accepted(500, 'post C2', 'post'),
    accepted(1009, 'post C1', 'post'),
    accepted(1010, 'post C1', 'post'),
  ];
  expect(tally(record)).toEqual({ requests: 5, accepted: 4, refused: 1, early: 1 });
});

test('a refusal by a wider limit applies to all its requests, even if the refused one is not counted', () => {
  const record = [refused(0, 'global', 1000, 'GET me'), accepted(5, 'global', 'post C1'), accepted(6, 'other')];
  const counts = ({ limits }: Recorded) => limits.includes('post C1');
  expect(tally(record, { counts })).toEqual({ requests: 1, accepted: 1, refused: 0, early: 1 });
  expect(tally(record).early).toBe(1);
});

test('a request already under way at the refusal is not early; one that is refused again is', () => {
  const record = [
    refused(0, 'post', 1000),
    refused(5, 'post', 2000),
    refused(900, 'post', 2000),
    accepted(1500, 'post'),
    accepted(2000, 'post'),
  ];
  expect(tally(record, { underway: 20 })).toEqual({ requests: 5, accepted: 2, refused: 3, early: 2 });
  expect(tally(record).early).toBe(3);
});
