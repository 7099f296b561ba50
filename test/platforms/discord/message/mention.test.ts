import { expect, test } from 'vitest';
import { named, paragraph } from '../../../../src/messages/build-blocks.ts';
import { createMessage } from '../../../../src/messages/message.ts';
import { discord } from '../../../../src/platforms/discord/descriptor.ts';
import { renderReply } from '../../../../src/platforms/discord/listeners/reply.ts';

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

test('a named person or role is shown by name without pinging, and a mention of everyone stays text', () => {
  const [person, role] = ['<@200000000000000001>', '<@&200000000000000002>'];
  const message = createMessage({ blocks: [paragraph([named(person), named(role), named('@everyone')])] });
  const body = renderReply({ message });
  expect(JSON.stringify(body.components)).toContain(`${person}${role}\`@\u200beveryone\``);
  expect(body.allowed_mentions).toEqual({ parse: [], users: [], roles: [], replied_user: false });
});
