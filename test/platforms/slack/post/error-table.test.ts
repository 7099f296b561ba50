/** Every error that Slack documents for posting has a row, and the platform reports it by that row. */
import { describe, expect, test } from 'vitest';
import { errorTable, limitCodes, mentionCodes } from '../../../../src/platforms/slack/post/error-table.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

/** The errors of https://docs.slack.dev/reference/methods/chat.postMessage. */
const documented = `
  access_denied accesslimited account_inactive app_access_restricted attachment_payload_limit_exceeded
  cannot_reply_to_message channel_not_found deprecated_endpoint ekm_access_denied enterprise_is_restricted fatal_error
  internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_blocks invalid_blocks_format
  invalid_charset invalid_form_data invalid_metadata_format invalid_metadata_schema invalid_post_type is_archived
  markdown_text_conflict message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large
  method_deprecated missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission no_text
  not_allowed_token_type not_authed not_in_channel org_login_required rate_limited ratelimited request_timeout
  restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel
  restricted_action_thread_locked restricted_action_thread_only_channel service_unavailable
  slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
  team_access_not_granted team_added_to_org team_not_found token_expired token_revoked too_many_attachments
  too_many_contact_cards two_factor_setup_required`
  .trim()
  .split(/\s+/);

/** Those of …/chat.update and …/conversations.replies that posting doesn't have. */
const documentedElsewhere = `
  block_mismatch cant_broadcast_message cant_update_message edit_window_closed external_channel_migrating is_inactive
  message_not_found no_dual_broadcast_content_update streaming_state_conflict thread_not_found update_failed`
  .trim()
  .split(/\s+/);

/** Documented for arguments that Callboard never sends: as_user, drafts, client_msg_id, files. */
const neverCaused = [
  'agent_prompt_display_not_allowed',
  'as_user_not_supported',
  'draft_already_deleted',
  'draft_already_sent',
  'draft_has_conflict',
  'draft_not_found',
  'duplicate_channel_not_found',
  'duplicate_message_not_found',
  'missing_file_data',
  'send_on_behalf_not_allowed',
];

test.each([...documented, ...documentedElsewhere])('%s has a row', code => {
  expect(Object.hasOwn(errorTable, code) || limitCodes.has(code)).toBe(true);
});

/** The text for a code: its row, or the text for unknown codes. */
function textOf(code: string): string {
  const [, cause, fix] = errorTable[code] ?? [];
  if (cause !== undefined) return fix === undefined ? `${cause}.` : `${cause}. ${fix}.`;
  return limitCodes.has(code)
    ? 'Rate limited by Slack.'
    : `Slack returned an error that Callboard doesn't know (${code}).`;
}

test('every row has a cause, and a fix unless the error is transient', () => {
  for (const [code, [kind, cause, fix]] of Object.entries(errorTable)) {
    expect(cause, code).toMatch(/^[A-Z].{9,}[^.]$/);
    if (kind !== 'transient') expect(fix, code).toMatch(/^[A-Z].{6,}[^.]$/);
    expect(`${cause} ${fix ?? ''}`, code).not.toMatch(/\(Error\)|corrupt|[a-z]_[a-z]/);
  }
});

describe('an error of Slack', () => {
  const rows = Object.entries(errorTable).map(([code, [kind]]): [string, string] => [code, kind]);
  const limits = [...limitCodes].map((code): [string, string] => [code, 'rate_limited']);
  const unknown = neverCaused.map((code): [string, string] => [code, 'transient']);
  test('has its kind, its code and a sentence, with and without mentions', async () => {
    const { fake, platform, close } = await setup();
    for (const [code, kind] of [...rows, ...limits, ...unknown]) {
      for (const mentions of [[], ['<!channel>']]) {
        fake.next('chat.postMessage', { error: code });
        const message = { ...sayMessage('x'), mentions };
        const posting = platform.post({ channel: CHANNEL, message, nonce: '1' });
        const blames = mentions.length > 0 && mentionCodes.has(code);
        await expect(posting, code).rejects.toMatchObject({
          kind: blames ? 'mention' : kind,
          code,
          message: expect.stringContaining(blames ? '<!channel>' : textOf(code)),
        });
      }
    }
    await close();
  });
});

test('of one message or of the network never puts the channel on hold', () => {
  const holds = Object.entries(errorTable).flatMap(([code, [kind]]) => (kind === 'channel' ? code : []));
  expect(
    holds.filter(code => /msg|block|attachment|metadata|text|thread_locked|non_threadable|reply|edit/.test(code)),
  ).toEqual([]);
});
