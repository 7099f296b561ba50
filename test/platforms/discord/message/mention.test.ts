import { expect, test } from 'vitest';
import { discord } from '../../../../src/platforms/discord/descriptor.ts';

test.for(['@here', '@everyone', '<@123456789012345678>', '<@&123456789012345678>'])('%s is a mention', mention => {
  expect(discord.checkMention(mention)).toEqual({ ok: true });
});

test.for(['<!here>', '<@U1>', '@ann', '<@123456789012345678> x', '', '<#123456789012345678>'])(
  '%j is not a mention',
  mention => {
    expect(discord.checkMention(mention)).toEqual({ ok: false, problem: expect.stringContaining('@here') });
  },
);

test('an address is a guild id and a channel id', () => {
  expect(discord.checkAddress('123456789012345678/223456789012345678')).toBe(true);
  for (const wrong of ['', '123456789012345678', 'T0123/C0456', '123456789012345678/223456789012345678/..', '1/2']) {
    expect(discord.checkAddress(wrong)).toBe(false);
  }
});

test('the older form of a mentioned person becomes the one that pings', () => {
  expect(discord.readMention('<@!123456789012345678>')).toBe('<@123456789012345678>');
  expect(discord.readMention('@here')).toBe('@here');
});
