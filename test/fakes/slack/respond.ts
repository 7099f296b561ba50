/** Answers by response_url: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
import type { Reply } from '../trouble.ts';
import type { Surfaces } from './surfaces.ts';
import { refusalOf } from './validate.ts';
import type { Workspace } from './workspace.ts';

type Json = Record<string, unknown>;

const reply = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/plain' }, body });

/** Carries out an answer by response_url; returns Slack's HTTP response. */
export function acceptResponse(id: string, sent: Json, surfaces: Surfaces, workspace: Workspace): Reply {
  const place = surfaces.useResponse(id);
  if (!place) return reply(404, 'used_url');
  const { response_type: type = 'ephemeral', replace_original: replaces = false, ...body } = sent;
  if (type !== 'ephemeral' && type !== 'in_channel') return reply(400, 'invalid_response_type');
  const refusal = refusalOf(body);
  if (refusal) return reply(400, `${refusal.error} ${refusal.messages.join('; ')}`);
  const { channel, person, origin } = place;
  if (replaces && origin) {
    if ('ephemeral' in origin) origin.ephemeral.body = body;
    else {
      const message = workspace.find(channel, origin.ts);
      if (message) workspace.edit(message, body);
    }
  } else if (type === 'in_channel') workspace.post(channel, body);
  else surfaces.ephemeral.push({ channel, person, body });
  return reply(200, 'ok');
}
