import { expect, test } from 'vitest';
import { refreshSample } from '../../src/sources/refresh-sample.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');

test('times retain their distances and formats, and the latest is now', () => {
  const body = {
    data: {
      created_at: 1696934501,
      destroyed_at: 1696934553,
      startTime: '1696934503',
      ms: 1696934553000,
      start: '2023-10-10T10:41:41.000+00:00',
    },
  };
  expect(refreshSample(body, now, 'x')).toEqual({
    data: {
      created_at: now / 1000 - 52,
      destroyed_at: now / 1000,
      startTime: String(now / 1000 - 50),
      ms: now,
      start: '2026-11-21T11:59:08.000+00:00',
    },
  });
});

test('a session gets a new id; names and texts stay', () => {
  const body = { trigger: 'call_started', data: { sessionId: 's', name: 'Ann', duration: '21.433000' } };
  expect(refreshSample(body, now, 'x')).toEqual({
    trigger: 'call_started',
    data: { sessionId: 's-x', name: 'Ann', duration: '21.433000' },
  });
});
