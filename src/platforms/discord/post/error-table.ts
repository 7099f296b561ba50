/**
 * The meaning of Discord's JSON error codes for a delivery:
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 *
 * Discord doesn't document which codes a route can return, so the table has every code that posting, editing or reading
 * a message might get. A code is `message` only if the next message could succeed. A code that is missing here is
 * `transient`: the message is retried until GIVE_UP_AFTER, and the channel continues afterwards.
 */
/** The kind, the cause, and the fix if someone has to act, each without a full stop. The kind implies the wait. */
export type ErrorRow =
  | readonly [kind: 'channel' | 'token' | 'message' | 'gone' | 'frozen', cause: string, fix: string]
  | readonly [kind: 'transient' | 'rate_limited', cause: string, fix?: string];

const allowBot = "Give Callboard's role View Channel, Send Messages and Read Message History there";

export const badToken = [
  'token',
  'Discord rejected DISCORD_TOKEN',
  'Copy a new token from the developer portal (Bot page)',
] as const;

export const tooLarge = [
  'message',
  'Discord rejected the message: too large',
  'Shorten its template, then retry the message',
] as const;

const useText = 'Add the rules in a text channel instead';
const editTemplate = 'Edit its template, then retry the message';
const postLater = 'Later messages are posted as usual';
const changesFollow = 'Changes are posted as replies instead';
const runAgain = 'Run the command again';
const allowHistory = "Give Callboard's role Read Message History";

export const errorTable: Readonly<Record<number, ErrorRow>> = {
  // The channel.
  10003: ['channel', 'Channel not found', 'If it was deleted, delete its rules. Otherwise invite Callboard again'],
  10004: ['channel', 'Server not found', 'Invite Callboard again'],
  40007: ['channel', 'Callboard is banned from this server', 'Lift the ban and invite it again'],
  40058: ['channel', "Callboard can't post in a forum channel", useText],
  40067: ['channel', 'This forum channel requires a tag', useText],
  50001: ['channel', "Callboard can't access this channel", allowBot],
  50003: ['channel', "Callboard can't post in this kind of channel", useText],
  50007: ['channel', "This person doesn't accept messages from Callboard", 'Add the rules in a channel instead'],
  50008: ['channel', "Callboard can't post in this kind of channel", useText],
  50009: ['channel', "This server's verification level blocks Callboard", 'Give Callboard a role'],
  50013: ['channel', 'Callboard is missing a permission in this channel', allowBot],
  50024: ['channel', "Callboard can't post in this kind of channel", useText],
  50083: ['channel', 'This thread is archived', 'Reopen it'],
  50095: [
    'channel',
    'Discord blocks this server in the country where Callboard runs',
    'Run Callboard in another country',
  ],
  50278: ['channel', "This person doesn't accept messages from Callboard", 'Add the rules in a channel instead'],
  60003: [
    'channel',
    "This server requires two-factor authentication for the owner of Callboard's app",
    'Set it up for the account that owns the app',
  ],
  160005: ['channel', 'This thread is locked', 'Unlock it'],

  // The token, which concerns all of Discord.
  40001: badToken,
  40002: ['token', 'Discord requires Callboard to be verified before it can post', 'Verify it in the developer portal'],
  50014: badToken,
  50178: ['token', 'Discord requires Callboard to be verified before it can post', 'Verify it in the developer portal'],

  // The content of one message.
  20009: ['message', 'Discord blocked this message as explicit', editTemplate],
  30015: ['message', 'Discord rejected the message: too many attachments', editTemplate],
  40005: tooLarge,
  50006: ['message', "Discord rejected the message: it's empty", editTemplate],
  50035: ['message', 'Discord rejected the message as invalid', editTemplate],
  50045: ['message', 'Discord rejected the message: a file is too large', editTemplate],
  50046: ['message', 'Discord rejected the message: a file is invalid', editTemplate],
  50068: ['message', 'Discord rejected the message: invalid type', editTemplate],
  50081: ['message', 'Discord rejected the message: invalid sticker', editTemplate],
  50109: ['message', 'Discord rejected the message: unreadable JSON', editTemplate],
  50600: ['message', 'Discord rejected the message: sticker not allowed', editTemplate],
  200000: [
    'message',
    "The server's AutoMod blocked this message",
    "Edit its template, or exempt Callboard's role in the AutoMod settings",
  ],
  200001: [
    'message',
    "The server's AutoMod blocked the title of this message",
    "Edit its template, or exempt Callboard's role in the AutoMod settings",
  ],
  240000: ['message', 'Discord blocked this message for a link in it', 'Remove the link from its template'],
  400001: ['message', 'Discord has restricted files in this server', 'Remove the file from its template'],

  // The message that is edited or replied to. Other messages in the channel can succeed, and a reply can be posted on its own.
  10008: ['gone', 'The message to edit was deleted', postLater],
  50005: ['frozen', "The message to edit wasn't posted by this bot", changesFollow],
  50021: ['gone', "Discord doesn't allow replies to system messages", postLater],
  160002: ['gone', "Callboard can't reply here", allowHistory],
  160009: ['message', "Callboard can't link to a message here", allowHistory],
  160010: ['message', "Discord doesn't allow links to messages in age-restricted channels", 'Post in another channel'],

  // A reply to an interaction.
  10015: ['message', 'That took too long', runAgain],
  10062: ['message', 'That took too long: Discord waits for 3 seconds', runAgain],
  40060: ['message', 'This command was already answered', runAgain],
  40094: ['message', 'This command has too many replies', runAgain],
  50027: ['message', 'That took too long: Discord waits for 15 minutes', runAgain],

  // Limits. Slow mode doesn't apply to bots, so 20016 is unexpected.
  20016: ['rate_limited', 'Slow mode in this channel is delaying Callboard'],
  20022: ['rate_limited', 'Discord is rate limiting edits in announcement channels'],
  20028: ['rate_limited', 'Discord is rate limiting changes to this channel'],
  20029: ['rate_limited', 'Discord is rate limiting changes to this server'],
  40003: ['rate_limited', 'Discord is rate limiting direct messages'],
  40062: ['rate_limited', 'Discord is rate limiting this channel'],
  30046: ['rate_limited', 'Discord is rate limiting edits of messages older than an hour'],

  // Discord itself, or a firewall in front of it.
  40004: ['transient', 'Discord has temporarily turned off sending messages'],
  40006: ['transient', 'Discord has temporarily turned off this feature'],
  40333: ['transient', "Discord's firewall blocked the request"],
  50041: ['transient', 'Discord has retired this version of its API', 'Update Callboard'],
  110000: ['transient', "Discord is still preparing this server's messages"],
  130000: ['transient', 'Discord is overloaded'],
};

/**
 * The gateway's close codes after which discord.js doesn't reconnect, with cause and fix:
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
export const closeTable: Readonly<Record<number, readonly [cause: string, fix: string]>> = {
  4004: [badToken[1], badToken[2]],
  4010: ["Discord didn't accept how the gateway was opened", 'Update Callboard'],
  4011: [
    'Callboard is in too many servers for one gateway connection',
    'Set DISCORD_PUBLIC_KEY to receive commands over HTTP',
  ],
  4012: ['Discord has retired this version of its gateway', 'Update Callboard'],
  4013: ["Discord didn't accept how the gateway was opened", 'Update Callboard'],
  4014: ["Discord doesn't grant Callboard the gateway intents it requested", 'Update Callboard'],
};

/** Codes of failures that concern all of Discord or a firewall in front of it. All other codes concern the channel. */
export const platformCodes: ReadonlySet<number> = new Set([40004, 40006, 40333, 50041, 130000]);
