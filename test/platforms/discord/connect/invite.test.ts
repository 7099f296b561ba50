import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import { expect, test } from 'vitest';
import { botPermissions, inviteLink } from '../../../../src/platforms/discord/connect/invite.ts';

test('the link adds the bot and its command with only the permissions it needs', () => {
  const link = new URL(inviteLink('900000000000000002'));
  expect(link.origin + link.pathname).toBe('https://discord.com/oauth2/authorize');
  expect(link.searchParams.get('client_id')).toBe('900000000000000002');
  expect(link.searchParams.get('scope')).toBe('bot applications.commands');
  const { ViewChannel, SendMessages, ReadMessageHistory } = PermissionFlagsBits;
  const requested = new PermissionsBitField(BigInt(link.searchParams.get('permissions') ?? 0));
  expect(requested.bitfield).toBe(ViewChannel | SendMessages | ReadMessageHistory);
  expect(botPermissions).toHaveLength(requested.toArray().length);
});
