/** What went wrong at Slack -> PlatformError: which kind, and a sentence that says what to do. */
import { webApi } from '@slack/bolt';
import { type ErrorKind, neverSent, PlatformError } from '../platform.ts';

const MINUTE = 60_000;

/** Slack's codes, from the "Errors" of https://docs.slack.dev/reference/methods/chat.postMessage, chat.update and auth.test. */
const codes: Record<string, [ErrorKind, string]> = {
  not_in_channel: ['channel', 'The bot is not in this channel: invite it there with /invite @Callboard.'],
  channel_not_found: [
    'channel',
    'Slack does not know this channel, or it is private and the bot is not in it: check the address, or invite the bot with /invite @Callboard.',
  ],
  is_archived: ['channel', 'This channel is archived: unarchive it, or send its alerts elsewhere.'],
  restricted_action: ['channel', 'A workspace preference keeps the bot from posting here: ask an admin to allow it.'],
  restricted_action_read_only_channel: [
    'channel',
    'This channel is read-only for the bot: let it post in the channel settings.',
  ],
  restricted_action_thread_only_channel: [
    'channel',
    'Only thread replies are allowed in this channel: change its posting permissions.',
  ],
  restricted_action_non_threadable_channel: [
    'channel',
    'This channel allows no threads: allow them, or use show: post.',
  ],
  no_permission: ['channel', 'The bot may not post in this channel: invite it with /invite @Callboard.'],
  access_denied: ['channel', 'The bot has no access to this channel: invite it with /invite @Callboard.'],
  team_access_not_granted: ['channel', 'The app is not installed in this workspace: install it there.'],
  ekm_access_denied: ['channel', 'Administrators have suspended posting in this workspace or channel.'],
  messages_tab_disabled: ['channel', 'The app takes no direct messages: enable its Messages tab under App Home.'],

  not_authed: ['token', 'No Slack token was sent: set SLACK_BOT_TOKEN.'],
  invalid_auth: ['token', 'Slack refuses the token: copy the Bot User OAuth Token of your app into SLACK_BOT_TOKEN.'],
  token_revoked: ['token', 'The Slack token was revoked: reinstall the app and set SLACK_BOT_TOKEN anew.'],
  token_expired: ['token', 'The Slack token has expired: set SLACK_BOT_TOKEN anew, with token rotation off.'],
  account_inactive: [
    'token',
    "The Slack token's app or workspace is gone: reinstall the app and set SLACK_BOT_TOKEN anew.",
  ],
  user_removed_from_team: [
    'token',
    'The bot was removed from the workspace: reinstall the app and set SLACK_BOT_TOKEN anew.',
  ],
  team_disabled: ['token', 'This Slack workspace is disabled.'],
  not_allowed_token_type: [
    'token',
    'This is the wrong kind of Slack token: SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-.',
  ],
  missing_scope: ['token', 'The Slack app lacks a scope: add it under OAuth & Permissions and reinstall the app.'],
  enterprise_is_restricted: [
    'token',
    'Slack does not allow this from an Enterprise token: install the app in the workspace.',
  ],
  accesslimited: ['token', 'Slack refuses this server by its address: check the allowed IP ranges of your app.'],

  msg_too_long: ['message', 'Slack refuses the message as too long.'],
  msg_blocks_too_long: ['message', 'Slack refuses the message: its blocks are too long.'],
  invalid_blocks: ['message', 'Slack refuses the blocks of this message.'],
  invalid_blocks_format: ['message', 'Slack refuses the form of the blocks of this message.'],
  invalid_attachments: ['message', 'Slack refuses the attachments of this message.'],
  too_many_attachments: ['message', 'Slack refuses the message: too many attachments.'],
  attachment_payload_limit_exceeded: ['message', 'Slack refuses the message: its attachments are too long.'],
  no_text: ['message', 'Slack refuses the message as empty.'],
  invalid_arguments: ['message', 'Slack refuses the arguments of this message.'],
  invalid_metadata_format: ['message', 'Slack refuses the metadata of this message.'],
  invalid_metadata_schema: ['message', 'Slack refuses the metadata of this message.'],
  metadata_too_large: ['message', 'Slack refuses the metadata of this message as too large.'],
  metadata_must_be_sent_from_app: ['message', 'Slack takes metadata from apps only: use the bot token.'],
  message_not_found: ['message', 'The message to edit is gone.'],
  thread_not_found: ['message', 'The message to reply to is gone.'],
  cannot_reply_to_message: ['message', 'Slack allows no reply to this message.'],
  cant_update_message: ['message', 'The bot may not edit this message.'],
  edit_window_closed: ['message', 'The workspace no longer allows editing this message.'],

  fatal_error: ['transient', 'Slack failed.'],
  internal_error: ['transient', 'Slack failed.'],
  service_unavailable: ['transient', 'Slack is not available.'],
  request_timeout: ['transient', 'The request to Slack was cut off on the way.'],
  team_added_to_org: ['transient', 'This Slack workspace is being moved to an Enterprise organization.'],
  org_login_required: ['transient', 'This Slack workspace is being moved to an Enterprise organization.'],
};

/** Refusals for rate. The last two are of posting anywhere in the workspace and say no time to wait. */
const limitCodes = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/**
 * Any error of the SDK as a PlatformError. An unknown code is `transient`: that is retried, so it loses nothing, and
 * unlike `channel` and `token` needs nobody to notice it before the lane goes on. The SDK's own error, with its headers
 * and bodies, is not passed on as cause, so no secret is.
 */
export function classify(error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) return rateLimited(error.retryAfter * 1000);
  if (error instanceof webApi.WebAPIPlatformError) return refused(error);
  if (error instanceof webApi.WebAPIHTTPError) {
    // Slack itself answers 200 or 429; whatever else comes from something in between or from Slack in trouble.
    const sentence = `Slack answered HTTP ${error.statusCode}.`;
    return new PlatformError('transient', `http_${error.statusCode}`, sentence, { uncertain: true });
  }
  // The SDK's words for a 429 without a Retry-After that can be read.
  if (error instanceof Error && error.message.startsWith('Retry header')) return rateLimited(MINUTE);
  const reason = reasonOf(error instanceof webApi.WebAPIRequestError ? error.original : error);
  const uncertain = !neverSent.has(reason);
  return new PlatformError('transient', 'network', `Slack could not be reached (${reason}).`, { uncertain });
}

function refused(error: InstanceType<typeof webApi.WebAPIPlatformError>): PlatformError {
  const { response_metadata: metadata, needed } = error.data as typeof error.data & { needed?: unknown };
  const code = String(error.data.error);
  // An answer that is no JSON arrives here with its text as the code.
  if (!/^[\w.-]{1,80}$/.test(code)) {
    return new PlatformError('transient', 'unreadable', 'Slack answered something that is not JSON.', {
      uncertain: true,
    });
  }
  if (limitCodes.has(code)) return rateLimited((metadata?.retryAfter ?? 60) * 1000, code);
  const [kind, sentence] = (Object.hasOwn(codes, code) && codes[code]) || ['transient', `Slack answered ${code}.`];
  const details = [...(typeof needed === 'string' ? [`needed: ${needed}`] : []), ...(metadata?.messages ?? [])];
  const detail = details.length > 0 ? ` (${details.join('; ').slice(0, 300)})` : '';
  // Slack says of its own failures that some of the request may have been done.
  return new PlatformError(kind, code, sentence + detail, { uncertain: kind === 'transient' });
}

/**
 * Limits are "per API method per workspace": https://docs.slack.dev/apis/web-api/rate-limits. That of posting is a
 * channel's too, which only who posts can tell.
 */
function rateLimited(retryAfter: number, code = 'ratelimited'): PlatformError {
  const sentence = `Slack asks to wait ${Math.ceil(retryAfter / 1000)} s.`;
  return new PlatformError('rate_limited', code, sentence, { retryAfter, scope: 'method' });
}

/** `ECONNREFUSED` and the like: the codes of the network's errors say nothing secret, their messages might. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  // Of a signal's, the code is a number that says nothing.
  if (error.name === 'TimeoutError') return 'no answer in time';
  const code = 'code' in error ? String(error.code) : error.name;
  return /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code) ? 'no answer in time' : code;
}
