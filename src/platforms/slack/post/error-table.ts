/**
 * Maps Slack's error codes to the kind, cause and fix of a PlatformError. The sources are the "Errors" sections of
 * https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, conversations.history, conversations.replies and
 * auth.test. A code has one meaning: those about a message to edit or to reply to only answer edits, replies and lookups.
 *
 * A code is `message` only when the next message could succeed. A code about the request's form is `transient`: every
 * message has the same form, so a proxy or this version of Callboard is the cause, and no message may be lost for it. An
 * unlisted code is `transient` too: the message is retried until GIVE_UP_AFTER, then the channel continues.
 */

/** The kind, the cause, and the fix when someone has to act. Cause and fix have no full stop. */
type SlackErrorRow =
  | readonly [kind: 'channel' | 'token' | 'message' | 'gone' | 'frozen', cause: string, fix: string]
  | readonly [kind: 'transient', cause: string, fix?: string];

const editTemplate = 'Edit its template, then retry the message';
const shorten = 'Shorten its template, then retry the message';
const postedAsUsual = 'Later messages are posted as usual';
const postedAlone = 'It is posted on its own instead';
const changesFollow = 'Changes are posted as replies instead';

export const errorTable: Readonly<Record<string, SlackErrorRow>> = {
  // The channel.
  not_in_channel: ['channel', "Callboard isn't in this channel", 'Run /invite @Callboard there'],
  channel_not_found: [
    'channel',
    'Channel not found, or private',
    'Check the channel ID, or run /invite @Callboard there',
  ],
  is_archived: ['channel', 'This channel is archived', 'Unarchive it, or copy its rules to another channel'],
  // chat.update's code for an archived channel.
  is_inactive: ['channel', 'This channel is archived or frozen', 'Unarchive it, or copy its rules to another channel'],
  restricted_action: ['channel', 'A workspace setting blocks apps from posting here', 'Ask an admin to allow it'],
  restricted_action_read_only_channel: [
    'channel',
    'This channel is read-only for Callboard',
    "Allow it to post in the channel's settings",
  ],
  restricted_action_thread_only_channel: [
    'channel',
    'This channel only allows thread replies',
    'Change its posting permissions',
  ],
  no_permission: ['channel', "Callboard can't post in this channel", 'Run /invite @Callboard there'],
  access_denied: ['channel', "Callboard can't access this channel", 'Run /invite @Callboard there'],
  team_access_not_granted: ['channel', "The app isn't installed in this workspace", 'Install it there'],
  team_not_found: ['channel', 'Workspace not found', 'Check the channel ID'],
  ekm_access_denied: [
    'channel',
    'Admins have suspended posting in this workspace or channel',
    'Ask an admin to allow posting',
  ],
  messages_tab_disabled: [
    'channel',
    "The app can't receive direct messages",
    'Turn on its Messages tab under App Home',
  ],

  // The token, and so all of Slack.
  not_authed: ['token', 'No Slack token was sent', 'Set SLACK_BOT_TOKEN'],
  invalid_auth: ['token', 'Slack rejected SLACK_BOT_TOKEN', 'Copy the Bot User OAuth Token again'],
  token_revoked: ['token', 'SLACK_BOT_TOKEN was revoked', 'Reinstall the app and copy the new token'],
  // Rotation can't be turned off (https://docs.slack.dev/authentication/using-token-rotation).
  token_expired: [
    'token',
    'SLACK_BOT_TOKEN has expired',
    'Create a Slack app without token rotation, and copy its token',
  ],
  account_inactive: [
    'token',
    'The app or workspace of SLACK_BOT_TOKEN was deleted',
    'Reinstall the app and copy the new token',
  ],
  user_removed_from_team: [
    'token',
    'The bot was removed from the workspace',
    'Reinstall the app and copy the new SLACK_BOT_TOKEN',
  ],
  team_disabled: ['token', 'This Slack workspace is disabled', 'Ask its owner to turn it back on'],
  not_allowed_token_type: [
    'token',
    'Wrong token type',
    'SLACK_BOT_TOKEN must start with xoxb-, and SLACK_APP_TOKEN with xapp-',
  ],
  metadata_must_be_sent_from_app: [
    'token',
    'Wrong token type',
    'SLACK_BOT_TOKEN must be the Bot User OAuth Token of an app',
  ],
  missing_scope: [
    'token',
    'The Slack app is missing a scope',
    'Add it under OAuth & Permissions and reinstall the app',
  ],
  app_access_restricted: ['token', 'An admin has restricted the Slack app', 'Ask an admin to allow it'],
  two_factor_setup_required: [
    'token',
    'The workspace requires two-factor authentication for the owner of SLACK_BOT_TOKEN',
    'Have them set it up, then reinstall the app',
  ],
  enterprise_is_restricted: [
    'token',
    "Slack doesn't allow this with an Enterprise token",
    'Install the app in the workspace',
  ],
  accesslimited: ['token', "Slack blocked this server's IP", "Check your app's allowed IP ranges"],
  method_deprecated: ['token', 'Slack has retired the method that Callboard posts with', 'Update Callboard'],
  deprecated_endpoint: ['token', 'Slack has retired the endpoint that Callboard posts to', 'Update Callboard'],

  // The content of one message.
  msg_too_long: ['message', 'Slack rejected the message: too long', shorten],
  msg_blocks_too_long: ['message', 'Slack rejected the message: its blocks are too long', shorten],
  invalid_blocks: ['message', 'Slack rejected the message: invalid blocks', editTemplate],
  invalid_blocks_format: ['message', 'Slack rejected the message: invalid blocks', editTemplate],
  invalid_attachments: ['message', 'Slack rejected the message: invalid attachments', editTemplate],
  too_many_attachments: ['message', 'Slack rejected the message: too many attachments', editTemplate],
  attachment_payload_limit_exceeded: ['message', 'Slack rejected the message: its attachments are too long', shorten],
  too_many_contact_cards: ['message', 'Slack rejected the message: too many contact cards', editTemplate],
  no_text: ['message', "Slack rejected the message: it's empty", editTemplate],
  markdown_text_conflict: ['message', 'Slack rejected the message: it has text in two formats', editTemplate],
  invalid_arguments: ['message', 'Slack rejected the message: invalid arguments', editTemplate],
  invalid_metadata_format: ['message', 'Slack rejected the message: invalid metadata', editTemplate],
  invalid_metadata_schema: ['message', 'Slack rejected the message: invalid metadata', editTemplate],
  metadata_too_large: ['message', 'Slack rejected the message: its metadata is too large', editTemplate],
  slack_connect_file_link_sharing_blocked: [
    'message',
    'An admin has blocked links to Slack files in shared channels',
    'Remove the link from its template',
  ],
  slack_connect_canvas_sharing_blocked: [
    'message',
    'An admin has blocked canvases in shared channels',
    'Remove the canvas from its template',
  ],
  slack_connect_lists_sharing_blocked: [
    'message',
    'An admin has blocked lists in shared channels',
    'Remove the list from its template',
  ],

  // The message to edit. Another message of the channel can succeed.
  message_not_found: ['gone', 'The message to edit was deleted', postedAsUsual],
  cant_update_message: ['frozen', "Slack doesn't let Callboard edit this message", changesFollow],
  edit_window_closed: [
    'frozen',
    'A workspace setting no longer allows edits of this message',
    'Ask an admin to allow them',
  ],
  block_mismatch: ['frozen', "Slack can't replace the blocks of this message", changesFollow],

  // The message to reply to. The reply can be posted on its own.
  thread_not_found: ['gone', 'The message to reply to was deleted', postedAlone],
  cannot_reply_to_message: ['gone', "Slack doesn't allow replies to this message", postedAlone],
  restricted_action_thread_locked: [
    'gone',
    'An admin has locked the thread of this message',
    'Ask an admin to unlock it',
  ],
  restricted_action_non_threadable_channel: [
    'gone',
    "This channel doesn't allow threads",
    'Allow them in its settings',
  ],
  cant_broadcast_message: [
    'message',
    "Slack doesn't allow this reply to be shown in the channel as well",
    postedAsUsual,
  ],
  no_dual_broadcast_content_update: [
    'message',
    "Slack doesn't allow an edit that also shows a reply in the channel",
    postedAsUsual,
  ],

  // Slack itself.
  fatal_error: ['transient', 'Slack had an internal error'],
  internal_error: ['transient', 'Slack had an internal error'],
  update_failed: ['transient', 'Slack had an internal error'],
  streaming_state_conflict: ['transient', 'Slack is still writing this message'],
  service_unavailable: ['transient', "Slack isn't available right now"],
  team_added_to_org: ['transient', 'This Slack workspace is being moved to an Enterprise organization'],
  org_login_required: ['transient', 'This Slack workspace is being moved to an Enterprise organization'],
  external_channel_migrating: ['transient', 'Slack is moving this shared channel'],

  // The form of every request.
  request_timeout: ['transient', 'The connection to Slack was interrupted'],
  invalid_form_data: ['transient', 'The request to Slack was damaged', 'Check for a proxy that changes requests'],
  invalid_post_type: ['transient', 'The request to Slack was damaged', 'Check for a proxy that changes requests'],
  missing_post_type: ['transient', 'The request to Slack was damaged', 'Check for a proxy that changes requests'],
  invalid_charset: ['transient', 'The request to Slack was damaged', 'Check for a proxy that changes requests'],
  invalid_arg_name: ['transient', "Slack didn't recognize the request", 'Update Callboard'],
  invalid_array_arg: ['transient', "Slack didn't recognize the request", 'Update Callboard'],
};

/** Codes of rate limits. The last two limit posting in the whole workspace, and come without a time. */
export const limitCodes: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/**
 * The codes that a mention alone can cause. Slack answers `restricted_action` both when a workspace setting reserves @channel
 * and @everyone for others, and when the bot may not post in the channel
 * (https://github.com/slackhq/slack-api-docs/issues/85). The other codes mean a user or
 * group that Slack doesn't know.
 */
export const mentionCodes: ReadonlySet<string> = new Set([
  'restricted_action',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_arguments',
]);
