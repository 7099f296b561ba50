/**
 * Which messages of Socket Mode reach the SDK: https://docs.slack.dev/apis/events-api/using-socket-mode#events
 *
 * The SDK reads each in a promise that nobody holds, so `null` in place of an envelope would end the process. It also
 * emits an envelope's type, and an event's, as an event of its own client, where `disconnected` would mean that the
 * connection is gone.
 */
import type { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { nameOfError } from '../../../util/error-sentence.ts';
import type { Log } from '../../platform.ts';

const payload = z.record(z.string(), z.unknown());
const eventType = z.string().refine(type => !ofTheClient.has(type));
const envelope = z.discriminatedUnion('type', [
  z.object({ type: z.literal(['hello', 'disconnect']) }),
  z.object({ type: z.literal(['interactive', 'slash_commands']), envelope_id: z.string(), payload }),
  z.object({
    type: z.literal('events_api'),
    envelope_id: z.string(),
    payload: z.looseObject({ event: z.looseObject({ type: eventType }) }),
  }),
]);

/** What the client itself emits: https://github.com/slackapi/node-slack-sdk/blob/main/packages/socket-mode/src/SocketModeClient.ts */
const ofTheClient: ReadonlySet<string> = new Set([
  'authenticated',
  'close',
  'connected',
  'connecting',
  'disconnected',
  'disconnecting',
  'error',
  'outgoing_message',
  'reconnecting',
  'slack_event',
  'ws_message',
]);

/** Ignores everything else with a line in the log. A fault of the SDK costs its message alone. */
export function guardEnvelopes({ client }: SocketModeReceiver, log: Log): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', async (data: unknown, isBinary: boolean) => {
    try {
      if (!isEnvelope(data)) return log.warn({ op: 'slack.socket' }, 'ignored an unexpected message from Socket Mode');
      for (const read of readers) await read(data, isBinary);
    } catch (error) {
      const reason = nameOfError(error);
      log.warn({ op: 'slack.socket', reason }, 'could not handle a message from Socket Mode; the connection continues');
    }
  });
}

function isEnvelope(data: unknown): boolean {
  try {
    return envelope.safeParse(JSON.parse(String(data))).success;
  } catch {
    return false;
  }
}
