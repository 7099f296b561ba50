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

const inviteBot = 'let it view the channel, send messages and read the message history there';

export const newToken =
  'Discord refuses the bot token: copy a new one from the Bot page of your application into DISCORD_TOKEN';

const noText = 'This channel takes no messages: choose a text channel';
const tooLate = 'Discord takes no answer any more: it is more than 15 minutes late';

export const errorTable: Readonly<Record<number, ErrorRow>> = {
  // The channel.
  10003: ['channel', 'Discord knows no such channel: it was deleted, or the bot was removed from the server'],
  10004: ['channel', 'Discord knows no such server for this bot: invite the bot again'],
  40007: ['channel', 'The bot is banned from this server: lift the ban and invite it again'],
  40058: ['channel', 'This is a forum channel: choose a text channel'],
  40067: ['channel', 'This forum channel requires a tag: choose a text channel'],
  50001: ['channel', `The bot has no access to this channel: ${inviteBot}`],
  50003: ['channel', noText],
  50007: ['channel', 'This person takes no messages from the bot'],
  50008: ['channel', noText],
  50009: ['channel', 'The verification level of this channel keeps the bot out: give it a role'],
  50013: ['channel', `The bot lacks a permission in this channel: ${inviteBot}`],
  50024: ['channel', noText],
  50083: ['channel', 'This thread is archived: open it again'],
  50095: ['channel', 'This server is not available in the country of the bot'],
  50278: ['channel', 'This person takes no messages from the bot'],
  60003: ['channel', 'This server requires two-factor authentication of the owner of the bot'],
  160005: ['channel', 'This thread is locked: unlock it'],

  // The token, and so all of Discord.
  40001: ['token', newToken],
  40002: ['token', 'Discord wants the account of this bot verified before it may post'],
  50014: ['token', newToken],
  50178: ['token', 'Discord wants the account of this bot verified before it may post'],

  // The content of one message.
  20009: ['message', 'Discord blocked this message as explicit'],
  30015: ['message', 'Discord says that this message has too many attachments'],
  40005: ['message', 'Discord says that this message is too large'],
  50006: ['message', 'Discord says that this message is empty'],
  50035: ['message', 'Discord finds this message malformed'],
  50045: ['message', 'Discord says that a file of this message is too large'],
  50046: ['message', 'Discord says that a file of this message is invalid'],
  50068: ['message', 'Discord finds the type of this message invalid'],
  50081: ['message', 'Discord says that a sticker of this message is invalid'],
  50109: ['message', 'Discord cannot read this message as JSON'],
  50600: ['message', 'The bot may not send a sticker of this message'],
  200000: ['message', "The server's AutoMod blocked this message"],
  200001: ['message', "The server's AutoMod blocked the title of this message"],
  240000: ['message', 'Discord blocked this message for a link in it'],
  400001: ['message', 'Discord has limited files in this server'],

  // The message that one edits or replies to. Another message of the channel can succeed.
  10008: ['message', 'The message that was to be edited has been deleted'],
  50005: ['message', 'The message that was to be edited is not by this bot'],
  50021: ['message', 'Discord takes no reply to a system message'],
  160002: ['message', 'The bot may not reply here: let it read the message history'],
  160009: ['message', 'The bot may not refer to a message here: let it read the message history'],
  160010: ['message', 'Discord takes no reference to a message of an age-restricted channel'],

  // An answer to somebody who typed or pressed.
  10015: ['message', 'Discord takes no answer any more: it is too late'],
  10062: ['message', 'Discord takes no answer any more: it waits for 3 s'],
  40060: ['message', 'Discord has an answer already'],
  40094: ['message', 'Discord takes no more answers to this press'],
  50027: ['message', tooLate],

  // Limits. Bots are free of slow mode, so 20016 is not expected.
  20016: ['rate_limited', 'The slow mode of this channel keeps the bot from posting'],
  20022: ['rate_limited', 'Discord limits the edits of announcements'],
  20028: ['rate_limited', 'Discord limits the changes to this channel'],
  20029: ['rate_limited', 'Discord limits the changes to this server'],
  40003: ['rate_limited', 'Discord limits how fast direct messages are opened'],
  40062: ['rate_limited', 'Discord limits the rate of messages to this channel'],
  30046: ['transient', 'Discord allows no more edits of this old message for now'],

  // Discord itself, and what stands before it.
  40004: ['transient', 'Discord has turned off sending messages for a while', 'platform'],
  40006: ['transient', 'Discord has turned off this feature for a while', 'platform'],
  40333: ['transient', 'A firewall before Discord refused the request', 'platform'],
  50041: ['transient', 'Discord has retired this version of its API: update Callboard', 'platform'],
  110000: ['transient', 'Discord is preparing the messages of this server'],
  130000: ['transient', 'Discord is overloaded', 'platform'],
};
