/**
 * The meaning of each of Slack's error codes for a delivery. The sources are the "Errors" of
 * https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, conversations.history and auth.test.
 *
 * A code is `message` only when the next message could succeed. A code that concerns the request's form is `transient`:
 * every message has the same form, so the cause is a proxy, or this version of Callboard, and no message may be lost
 * for it. A code that is missing here is `transient` too: the message is tried again until GIVE_UP_AFTER, and the
 * channel goes on afterwards.
 */
import type { ErrorKind } from '../platform.ts';

export type SlackErrorKind = Exclude<ErrorKind, 'rate_limited' | 'mention'>;

export const errorTable: Readonly<Record<string, readonly [SlackErrorKind, string]>> = {
  // The channel.
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
  no_permission: ['channel', 'The bot may not post in this channel: invite it with /invite @Callboard.'],
  access_denied: ['channel', 'The bot has no access to this channel: invite it with /invite @Callboard.'],
  team_access_not_granted: ['channel', 'The app is not installed in this workspace: install it there.'],
  team_not_found: ['channel', 'Slack does not know this workspace: check the address of the channel.'],
  ekm_access_denied: ['channel', 'Administrators have suspended posting in this workspace or channel.'],
  messages_tab_disabled: ['channel', 'The app takes no direct messages: enable its Messages tab under App Home.'],

  // The token, and so all of Slack.
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
  metadata_must_be_sent_from_app: [
    'token',
    'This is the wrong kind of Slack token: SLACK_BOT_TOKEN must be the Bot User OAuth Token of an app.',
  ],
  missing_scope: ['token', 'The Slack app lacks a scope: add it under OAuth & Permissions and reinstall the app.'],
  app_access_restricted: ['token', 'An administrator has restricted the Slack app: ask them to allow it.'],
  two_factor_setup_required: ['token', 'The workspace requires two-factor authentication for this Slack token.'],
  enterprise_is_restricted: [
    'token',
    'Slack does not allow this from an Enterprise token: install the app in the workspace.',
  ],
  accesslimited: ['token', 'Slack refuses this server by its address: check the allowed IP ranges of your app.'],
  method_deprecated: ['token', 'Slack has retired the method that Callboard posts with: update Callboard.'],
  deprecated_endpoint: ['token', 'Slack has retired the address that Callboard posts to: update Callboard.'],

  // The content of one message.
  msg_too_long: ['message', 'Slack refuses the message as too long.'],
  msg_blocks_too_long: ['message', 'Slack refuses the message: its blocks are too long.'],
  invalid_blocks: ['message', 'Slack refuses the blocks of this message.'],
  invalid_blocks_format: ['message', 'Slack refuses the form of the blocks of this message.'],
  invalid_attachments: ['message', 'Slack refuses the attachments of this message.'],
  too_many_attachments: ['message', 'Slack refuses the message: too many attachments.'],
  attachment_payload_limit_exceeded: ['message', 'Slack refuses the message: its attachments are too long.'],
  too_many_contact_cards: ['message', 'Slack refuses the message: too many contact cards.'],
  no_text: ['message', 'Slack refuses the message as empty.'],
  markdown_text_conflict: ['message', 'Slack refuses the message: it has text in two formats.'],
  invalid_arguments: ['message', 'Slack refuses the arguments of this message.'],
  invalid_metadata_format: ['message', 'Slack refuses the metadata of this message.'],
  invalid_metadata_schema: ['message', 'Slack refuses the metadata of this message.'],
  metadata_too_large: ['message', 'Slack refuses the metadata of this message as too large.'],
  slack_connect_file_link_sharing_blocked: ['message', 'An admin has blocked links to Slack files in shared channels.'],
  slack_connect_canvas_sharing_blocked: ['message', 'An admin has blocked canvases in shared channels.'],
  slack_connect_lists_sharing_blocked: ['message', 'An admin has blocked lists in shared channels.'],

  // The message that one edits or replies to. Another message of the channel can succeed.
  message_not_found: ['message', 'The message to edit is gone.'],
  thread_not_found: ['message', 'The message to reply to is gone.'],
  cannot_reply_to_message: ['message', 'Slack allows no reply to this message.'],
  restricted_action_thread_locked: ['message', 'An admin has locked the thread of this message.'],
  restricted_action_non_threadable_channel: [
    'message',
    'This channel allows no threads: allow them, or use show: post.',
  ],
  cant_update_message: ['message', 'The bot may not edit this message.'],
  cant_broadcast_message: ['message', 'Slack does not allow showing this reply in the channel.'],
  edit_window_closed: ['message', 'The workspace no longer allows editing this message.'],

  // Slack itself.
  fatal_error: ['transient', 'Slack failed.'],
  internal_error: ['transient', 'Slack failed.'],
  service_unavailable: ['transient', 'Slack is not available.'],
  team_added_to_org: ['transient', 'This Slack workspace is being moved to an Enterprise organization.'],
  org_login_required: ['transient', 'This Slack workspace is being moved to an Enterprise organization.'],
  external_channel_migrating: ['transient', 'Slack is moving this shared channel.'],

  // The form of every request.
  request_timeout: ['transient', 'The request to Slack was cut off on the way.'],
  invalid_form_data: ['transient', 'The request to Slack was damaged on the way.'],
  invalid_post_type: ['transient', 'The request to Slack was damaged on the way.'],
  missing_post_type: ['transient', 'The request to Slack was damaged on the way.'],
  invalid_charset: ['transient', 'The request to Slack was damaged on the way.'],
  invalid_arg_name: ['transient', 'Slack does not know an argument of the request: update Callboard.'],
  invalid_array_arg: ['transient', 'Slack does not know an argument of the request: update Callboard.'],
};

/** Refusals for rate. The last two concern posting anywhere in the workspace, and come without a time. */
export const limitCodes: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/**
 * The codes that a mention alone can cause. Slack answers `restricted_action` both when a workspace preference reserves
 * @channel and @everyone for others, and when the bot may not post in the channel
 * (https://github.com/slackhq/slack-api-docs/issues/85). The others are how Slack refuses a person or a group that it
 * does not know.
 */
export const mentionCodes: ReadonlySet<string> = new Set([
  'restricted_action',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
]);
