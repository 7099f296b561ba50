/** Events as Slack reports them: https://docs.slack.dev/apis/events-api */
import { createHmac } from 'node:crypto';

export interface SlackEvent {
  type: string;
  [field: string]: unknown;
}

/** A user, by default the bot, joined a channel: https://docs.slack.dev/reference/events/member_joined_channel */
export const memberJoined = (channel: string, user = 'U0BOT'): SlackEvent => ({
  type: 'member_joined_channel',
  user,
  channel,
  channel_type: channel.startsWith('G') ? 'G' : 'C',
  team: 'T0123',
  inviter: 'U0ANN',
});

/** https://docs.slack.dev/reference/events/channel_unarchive */
export const channelUnarchived = (channel: string): SlackEvent => ({
  type: 'channel_unarchive',
  channel,
  user: 'U0ANN',
});

let count = 0;

/** Wraps an event with a unique id. */
export function wrap(event: SlackEvent, team: string): Record<string, unknown> {
  count += 1;
  const now = Date.now() / 1000;
  return {
    token: 'fake-verification-token',
    team_id: team,
    api_app_id: 'A0APP',
    event: { event_ts: now.toFixed(6), ...event },
    type: 'event_callback',
    authorizations: [{ team_id: team, user_id: 'U0BOT', is_bot: true, is_enterprise_install: false }],
    event_id: `Ev${String(count).padStart(8, '0')}`,
    event_time: Math.floor(now),
  };
}

/**
 * Sends a payload to the request URL of an app in HTTP mode, signed, and resolves with the HTTP status:
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export async function postSigned(url: string, payload: object, signingSecret: string): Promise<number> {
  const response = await send(url, JSON.stringify(payload), 'application/json', signingSecret);
  await response.body?.cancel();
  return response.status;
}

/**
 * Sends a user's action, which Slack sends as a form. Resolves with the JSON of the response, null when it is empty, and
 * rejects when it is not acknowledged.
 */
export async function postForm(url: string, form: Record<string, string>, signingSecret: string): Promise<unknown> {
  const body = new URLSearchParams(form).toString();
  const response = await send(url, body, 'application/x-www-form-urlencoded', signingSecret);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`it was answered HTTP ${response.status}`);
  return text === '' ? null : JSON.parse(text);
}

/** Sends any body, signed at this moment (milliseconds). */
export function send(
  url: string,
  body: string,
  type: string,
  signingSecret: string,
  at: number = Date.now(),
): Promise<Response> {
  const timestamp = String(Math.floor(at / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
  return fetch(url, { method: 'POST', body, headers });
}
