import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import { expect, test } from 'vitest';
import { botPermissions, inviteLink } from '../../../../src/platforms/discord/connect/invite.ts';

test('the link adds the bot with its command, and with what it needs alone', () => {
  const link = new URL(inviteLink('900000000000000002'));
  expect(link.origin + link.pathname).toBe('https://discord.com/oauth2/authorize');
  expect(link.searchParams.get('client_id')).toBe('900000000000000002');
  expect(link.searchParams.get('scope')).toBe('bot applications.commands');
  const { ViewChannel, SendMessages, ReadMessageHistory } = PermissionFlagsBits;
  const asked = new PermissionsBitField(BigInt(link.searchParams.get('permissions') ?? 0));
  expect(asked.bitfield).toBe(ViewChannel | SendMessages | ReadMessageHistory);
  expect(botPermissions).toHaveLength(asked.toArray().length);
});
