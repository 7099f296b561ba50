/**
 * The meaning of Discord's JSON error codes for a delivery:
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 *
 * Discord does not say which of them a route can answer, so the table has every code that posting, editing or reading a
 * message might meet. A code is `message` only when the next message could succeed. A code that is missing here is
 * `transient`: the message is tried again until GIVE_UP_AFTER, and the channel goes on afterwards.
 */
import type { ErrorKind, LimitScope } from '../platform.ts';

export type DiscordErrorKind = Exclude<ErrorKind, 'mention'>;

/** The kind, the sentence without its full stop, and what a limit or a failure concerns; the channel when it is missing. */
export type ErrorRow = readonly [DiscordErrorKind, string, LimitScope?];

const allowBot = "Give Callboard's role View Channel, Send Messages and Read Message History there";

export const newToken = 'Discord rejected DISCORD_TOKEN. Copy a new token from the developer portal (Bot page)';

const noText = "Callboard can't post in this kind of channel. Pick a text channel";
const tooLate = 'Too late to reply: Discord waits for 15 minutes';

export const errorTable: Readonly<Record<number, ErrorRow>> = {
  // The channel.
  10003: ['channel', 'Channel not found. It was deleted, or the bot was removed from the server'],
  10004: ['channel', 'Server not found. Invite the bot again'],
  40007: ['channel', 'The bot is banned from this server. Lift the ban and invite it again'],
  40058: ['channel', "Callboard can't post in a forum channel. Pick a text channel"],
  40067: ['channel', 'This forum channel requires a tag. Pick a text channel'],
  50001: ['channel', `Callboard can't access this channel. ${allowBot}`],
  50003: ['channel', noText],
  50007: ['channel', "This person doesn't accept messages from the bot"],
  50008: ['channel', noText],
  50009: ['channel', "This channel's verification level blocks the bot. Give it a role"],
  50013: ['channel', `Callboard is missing a permission in this channel. ${allowBot}`],
  50024: ['channel', noText],
  50083: ['channel', 'This thread is archived. Reopen it'],
  50095: ['channel', "This server isn't available in the bot's country"],
  50278: ['channel', "This person doesn't accept messages from the bot"],
  60003: ['channel', "This server requires two-factor authentication for the bot's owner"],
  160005: ['channel', 'This thread is locked. Unlock it'],

  // The token, and so all of Discord.
  40001: ['token', newToken],
  40002: ['token', 'Discord requires this bot to be verified before it can post'],
  50014: ['token', newToken],
  50178: ['token', 'Discord requires this bot to be verified before it can post'],

  // The content of one message.
  20009: ['message', 'Discord blocked this message as explicit'],
  30015: ['message', 'Discord rejected the message: too many attachments'],
  40005: ['message', 'Discord rejected the message: too large'],
  50006: ['message', "Discord rejected the message: it's empty"],
  50035: ['message', 'Discord rejected the message as invalid'],
  50045: ['message', 'Discord rejected the message: a file is too large'],
  50046: ['message', 'Discord rejected the message: a file is invalid'],
  50068: ['message', 'Discord rejected the message: invalid type'],
  50081: ['message', 'Discord rejected the message: invalid sticker'],
  50109: ['message', 'Discord rejected the message: unreadable JSON'],
  50600: ['message', 'Discord rejected the message: sticker not allowed'],
  200000: ['message', "The server's AutoMod blocked this message"],
  200001: ['message', "The server's AutoMod blocked the title of this message"],
  240000: ['message', 'Discord blocked this message for a link in it'],
  400001: ['message', 'Discord has restricted files in this server'],

  // The message that one edits or replies to. Another message of the channel can succeed.
  10008: ['message', 'The message to edit was deleted'],
  50005: ['message', "The message to edit wasn't posted by this bot"],
  50021: ['message', "Discord doesn't allow replies to system messages"],
  160002: ['message', "Callboard can't reply here. Give its role Read Message History"],
  160009: ['message', "Callboard can't link to a message here. Give its role Read Message History"],
  160010: ['message', "Discord doesn't allow links to messages in age-restricted channels"],

  // An answer to somebody who typed or pressed.
  10015: ['message', 'Too late to reply to this interaction'],
  10062: ['message', 'Discord stopped waiting after 3 seconds'],
  40060: ['message', 'This interaction was already answered'],
  40094: ['message', 'This interaction has too many replies'],
  50027: ['message', tooLate],

  // Limits. Bots are free of slow mode, so 20016 is not expected.
  20016: ['rate_limited', 'Slow mode in this channel is delaying the bot'],
  20022: ['rate_limited', 'Rate limited by Discord for announcement edits'],
  20028: ['rate_limited', 'Rate limited by Discord for changes to this channel'],
  20029: ['rate_limited', 'Rate limited by Discord for changes to this server'],
  40003: ['rate_limited', 'Rate limited by Discord for direct messages'],
  40062: ['rate_limited', 'Rate limited by Discord for this channel'],
  30046: ['transient', "Discord doesn't allow more edits of this old message right now"],

  // Discord itself, and what stands before it.
  40004: ['transient', 'Discord has temporarily turned off sending messages', 'platform'],
  40006: ['transient', 'Discord has temporarily turned off this feature', 'platform'],
  40333: ['transient', "Discord's firewall blocked the request", 'platform'],
  50041: ['transient', 'Discord has retired this version of its API. Update Callboard', 'platform'],
  110000: ['transient', "Discord is still preparing this server's messages"],
  130000: ['transient', 'Discord is overloaded', 'platform'],
};
