/** Discord's answers as kinds of error: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { type ErrorKind, neverSent, PlatformError } from '../platform.ts';

const inviteBot = 'let it view the channel, send messages and read the message history there';
const newToken =
  'Discord refuses the bot token: copy a new one from the Bot page of your application into DISCORD_TOKEN';

/** What each JSON error code means for a delivery, and what to do about it. */
const byCode: Record<string, [ErrorKind, string]> = {
  10003: ['channel', 'Discord knows no such channel: it was deleted, or the bot was removed from the server'],
  10004: ['channel', 'Discord knows no such server for this bot: invite the bot again'],
  10008: ['message', 'The message that was to be edited has been deleted'],
  10015: ['message', 'Discord takes no answer any more: it is too late'],
  10062: ['message', 'Discord takes no answer any more: it waits for 3 s'],
  30046: ['transient', 'Discord allows no more edits of this old message for now'],
  40001: ['token', newToken],
  40002: ['token', 'Discord wants the account of this bot verified before it may post'],
  40005: ['message', 'Discord says that this message is too large'],
  40007: ['channel', 'The bot is banned from this server: lift the ban and invite it again'],
  40060: ['message', 'Discord has an answer already'],
  40333: ['transient', 'A firewall before Discord refused the request'],
  50001: ['channel', `The bot has no access to this channel: ${inviteBot}`],
  50005: ['message', 'The message that was to be edited is not by this bot'],
  50006: ['message', 'Discord says that this message is empty'],
  50008: ['channel', 'This channel takes no messages: choose a text channel'],
  50009: ['channel', 'The verification level of this channel keeps the bot out: give it a role'],
  50013: ['channel', `The bot lacks a permission in this channel: ${inviteBot}`],
  50014: ['token', newToken],
  50024: ['channel', 'This kind of channel takes no messages: choose a text channel'],
  50027: ['message', 'Discord takes no answer any more: it is more than 15 minutes late'],
  50035: ['message', 'Discord finds this message malformed'],
  50083: ['channel', 'This thread is archived: open it again'],
  130000: ['transient', 'Discord is overloaded'],
  160002: ['channel', `The bot may not reply in this channel: ${inviteBot}`],
  200000: ['message', "The server's AutoMod blocked this message"],
  240000: ['message', 'Discord blocked this message for a link in it'],
};

/** For answers without a code of the table. */
const byStatus: Record<number, [ErrorKind, string]> = {
  401: ['token', newToken],
  403: ['channel', `Discord forbids this: check the bot's permissions in this channel; ${inviteBot}`],
  404: ['channel', 'Discord did not find this channel: it was deleted, or the bot was removed from the server'],
  408: ['transient', 'Discord waited too long for the request'],
};

/** Least wait in milliseconds when Discord limits the rate without saying for how long. */
const leastWait = 1000;

/** What an error of discord.js means for a delivery. Its sentence names no secret and quotes nothing of the message. */
export function classify(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof RateLimitError) return rateLimited(error);
  if (error instanceof DiscordAPIError) return refused(error);
  if (error instanceof HTTPError) {
    return new PlatformError('transient', `http_${error.status}`, `Discord has a fault of its own (${error.status}).`, {
      uncertain: true,
      cause: error,
    });
  }
  return unreachable(error);
}

function rateLimited(error: RateLimitError): PlatformError {
  // Without a bucket's headers it is a ban of our address by Cloudflare, which concerns every request:
  // https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
  const everything = error.global || !Number.isFinite(error.limit);
  const retryAfter = Math.max(error.retryAfter, error.sublimitTimeout) || Math.max(error.timeToReset, leastWait);
  const what = everything ? 'requests of this bot' : 'messages to this channel';
  return new PlatformError('rate_limited', '429', `Discord limits the rate of ${what}.`, {
    retryAfter: Math.ceil(retryAfter),
    scope: everything ? 'platform' : 'channel',
    cause: error,
  });
}

function refused(error: DiscordAPIError): PlatformError {
  const [kind, sentence] = byCode[error.code] ?? byStatus[error.status] ?? ['message', 'Discord refuses this message'];
  const code = error.code ? String(error.code) : `http_${error.status}`;
  return new PlatformError(kind, code, `${sentence} (${code}).`, { cause: error });
}

function unreachable(error: unknown): PlatformError {
  const { code, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, name: 'Error' };
  // undici's word for a header that cannot be sent: a line end or the like in the token.
  if (code === 'UND_ERR_INVALID_ARG') {
    return new PlatformError('token', code, 'DISCORD_TOKEN holds characters that no token has: copy it anew.');
  }
  const word = code ?? name;
  return new PlatformError('transient', word, `Discord could not be reached or did not answer (${word}).`, {
    uncertain: !neverSent.has(word),
    cause: error,
  });
}
