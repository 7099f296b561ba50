/** Sends valid and invalid Slack payloads by either transport, and records errors that would end the process. */
import { onTestFinished } from 'vitest';
import type { ChatRequest, ChatResponse } from '../../../../src/platforms/chat-protocol.ts';
import { channelUnarchived, memberJoined, send } from '../../../fakes/slack/events.ts';
import { buttons, type ConnectedBot, ruleForm, says, setupBot, type Transport } from '../listeners/connected-bot.ts';

export interface Sent {
  type: string;
  payload: object;
}

export interface PayloadSender extends ConnectedBot {
  /** Real payloads of all user actions, and events. */
  recorded: Sent[];
  /** Sends a payload, valid or not, without checking the acknowledgement. */
  deliver(sent: Sent): Promise<void>;
  /** Sends any text as a body or frame. */
  deliverText(text: string): Promise<void>;
  /** Errors that would have ended the process. */
  fatal: unknown[];
}

const answer = ({ input }: ChatRequest): ChatResponse => {
  if (input.is === 'command' && input.words === 'form') return { is: 'form', form: ruleForm() };
  return says(`Answer to ${input.is}`, { controls: buttons('More') });
};

let recording: Promise<Sent[]> | undefined;

export async function createPayloadSender(transport: Transport): Promise<PayloadSender> {
  recording ??= record();
  const recorded = await recording;
  const fatal: unknown[] = [];
  const note = (error: unknown) => void fatal.push(error instanceof Error ? error.stack : error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const made = await setupBot(transport, answer);
  onTestFinished(async () => {
    await made.close();
    process.off('uncaughtException', note).off('unhandledRejection', note);
  });

  const { fake, url } = made;
  if (!url) await fake.socket.connected();
  const post = (body: string, type: string) =>
    send(url ?? '', body, type, fake.signingSecret).then(response => void response.body?.cancel());
  let envelopes = 0;
  return {
    ...made,
    recorded,
    fatal,
    async deliver({ type, payload }) {
      if (!url) {
        envelopes += 1;
        return fake.socket.frame(JSON.stringify({ type, envelope_id: `unusual-${envelopes}`, payload }));
      }
      if (type === 'events_api') return post(JSON.stringify(payload), 'application/json');
      const fields = type === 'slash_commands' ? stringsOf(payload) : { payload: JSON.stringify(payload) };
      await post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
    },
    async deliverText(text) {
      if (!url) return fake.socket.frame(text);
      await post(text, 'application/json');
      await post(new URLSearchParams({ payload: text }).toString(), 'application/x-www-form-urlencoded');
    },
  };
}

/** Records Slack's payloads for everything that a user can do. */
async function record(): Promise<Sent[]> {
  const recorded: Sent[] = [];
  const { fake, ann, close } = await setupBot('Socket Mode', answer);
  const { send: sendEnvelope } = fake.socket;
  fake.socket.send = (type, payload) => {
    recorded.push({ type, payload });
    return sendEnvelope(type, payload);
  };
  await ann.command('rules');
  await until(() => ann.sees().includes('[More]'));
  await ann.press('More');
  await ann.command('form');
  await until(() => ann.modal() !== '');
  await ann.submit({ on: 'call.missed' });
  await ann.why('123.456');
  await ann.openHome();
  await until(() => ann.home() !== '');
  await ann.pressAtHome('More');
  await fake.report(memberJoined('C0456'));
  await fake.report(channelUnarchived('C0456'));
  await close();
  return recorded;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5));
}

/** Converts a payload to form fields, which are texts. */
const stringsOf = (payload: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(payload ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** Texts that are no payload or no valid envelope. */
export const invalidPayloads = [
  '',
  'null',
  'true',
  '7',
  '"text"',
  '[]',
  '[null]',
  '{}',
  '{',
  '\0',
  '{"type":null}',
  '{"type":{}}',
  '{"type":"hello","connection_info":7}',
  '{"type":"events_api"}',
  '{"type":"events_api","envelope_id":"1","payload":null}',
  '{"type":"events_api","envelope_id":"1","payload":{}}',
  '{"type":"events_api","envelope_id":"1","payload":{"event":null}}',
  '{"type":"events_api","envelope_id":"1","payload":{"event":{"type":"disconnected"}}}',
  '{"type":"interactive","envelope_id":"1"}',
  '{"type":"interactive","envelope_id":"1","payload":null}',
  '{"type":"interactive","envelope_id":"1","payload":{"type":"block_actions","actions":null}}',
  '{"type":"disconnected"}',
  '{"type":"ws_message"}',
  '{"type":"slack_event"}',
  '{"type":"error"}',
  '{"type":"close"}',
  '{"type":"block_actions","actions":null}',
  '{"type":"block_actions","actions":[null],"user":null,"team":null}',
  '{"type":"event_callback","event":null}',
  '{"type":"event_callback","event":{"type":"member_joined_channel"}}',
  '{"type":"view_submission","view":null,"user":{"id":"U0ANN"}}',
  '{"type":"an unknown kind"}',
];
