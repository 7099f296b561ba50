import { expect, test } from 'vitest';
import { canonicalTimezone, isTimezone } from '../../src/util/timezone.ts';

test.each([
  ['Europe/London', true],
  ['UTC', true],
  ['+02:00', false],
  ['Europe/Lundon', false],
  ['', false],
])('%j is a time zone: %j', (name, is) => {
  expect(isTimezone(name)).toBe(is);
});

test('a zone gets the spelling of Intl, and an unknown one is undefined', () => {
  expect(canonicalTimezone('europe/london')).toBe('Europe/London');
  expect(canonicalTimezone('<script>')).toBeUndefined();
});
