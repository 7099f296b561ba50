import { expect, test } from 'vitest';
import { findDescriptor } from '../../src/platforms/index.ts';
import { splitAddress } from '../../src/platforms/platform.ts';

test.each(['slack:T0123/C0456', 'discord:123456789012345678/223456789012345678', 'preview:demo/calls'])(
  'a channel ID like %s has a maximum length, so that an index of PostgreSQL takes it',
  address => {
    const { place } = splitAddress(address);
    const accepts = findDescriptor(address)?.checkAddress;
    expect(accepts?.(place)).toBe(true);
    expect(accepts?.(place + place.slice(-1).repeat(200))).toBe(false);
  },
);
