import { expect, test } from 'vitest';
import { platformDescriptors } from '../../src/platforms/index.ts';
import { splitAddress } from '../../src/platforms/platform.ts';

test.each(Object.values(platformDescriptors))('$name: a channel ID of any length fits an index of PostgreSQL', one => {
  const { place } = splitAddress(one.addressExample);
  expect(one.checkAddress(place)).toBe(true);
  expect(one.checkAddress(place + (place.at(-1) ?? '').repeat(200))).toBe(false);
});
