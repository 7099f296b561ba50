import { expect, test } from 'vitest';
import { createExpiringMap } from '../../src/platforms/expiring-map.ts';

test('a moment is stored until it has passed, and then forgotten', () => {
  const moments = createExpiringMap();
  for (let channel = 0; channel < 1000; channel++) moments.set(`C${channel}`, channel < 500 ? 10 : 30, 0);
  moments.set('other', 40, 20);
  expect([moments.get('C7'), moments.get('C700'), moments.get('other'), moments.get('unknown')]).toEqual([
    0, 30, 40, 0,
  ]);
  moments.delete('other');
  expect(moments.get('other')).toBe(0);
});
