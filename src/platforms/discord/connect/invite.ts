/** The bot's invite link, which `callboard manifest` prints. Nothing here loads the SDK. */

/** The permissions that the invite link requests, each with its reason: https://docs.discord.com/developers/topics/permissions */
export const botPermissions = [
  { bit: 1n << 10n, name: 'View Channels', why: 'to see channels' },
  { bit: 1n << 11n, name: 'Send Messages', why: 'to post messages' },
  { bit: 1n << 16n, name: 'Read Message History', why: 'to check after a crash whether a message was already posted' },
] as const;

/** `bot` adds the bot itself; `applications.commands` adds /callboard: https://docs.discord.com/developers/topics/oauth2 */
const scopes = ['bot', 'applications.commands'];

/** Builds the link that adds the bot to a server. */
export function inviteLink(applicationId: string): string {
  const permissions = botPermissions.reduce((sum, { bit }) => sum | bit, 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: scopes.join(' '),
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
