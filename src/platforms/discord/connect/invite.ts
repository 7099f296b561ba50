/** Nothing here loads the SDK: `callboard manifest` prints the link. */

/** What the bot may do where it is invited, each with why: https://docs.discord.com/developers/topics/permissions */
export const botPermissions = [
  { bit: 1n << 10n, name: 'View Channels', why: 'to see channels' },
  { bit: 1n << 11n, name: 'Send Messages', why: 'to post messages' },
  { bit: 1n << 16n, name: 'Read Message History', why: 'to check after a crash whether a message was already posted' },
] as const;

/** `bot` adds the bot itself, `applications.commands` the command /callboard: https://docs.discord.com/developers/topics/oauth2 */
const scopes = ['bot', 'applications.commands'];

/** The link by which somebody adds the bot to their server. */
export function inviteLink(applicationId: string): string {
  const permissions = botPermissions.reduce((sum, { bit }) => sum | bit, 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: scopes.join(' '),
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
