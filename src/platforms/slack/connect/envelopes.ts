/**
 * Filters the Socket Mode messages that reach the SDK: https://docs.slack.dev/apis/events-api/using-socket-mode#events
 *
 * The SDK reads each message in an unhandled promise, so `null` instead of an envelope would end the process. It also emits
 * the envelope's and the event's type on its own client, where `disconnected` would mean a lost connection.
 */
import type { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { nameOfError } from '../../../util/errors/error-sentence.ts';
import type { Log } from '../../platform.ts';

const payload = z.record(z.string(), z.unknown());
const eventType = z.string().refine(type => !clientEvents.has(type));
const envelope = z.discriminatedUnion('type', [
  z.object({ type: z.literal(['hello', 'disconnect']) }),
  z.object({ type: z.literal(['interactive', 'slash_commands']), envelope_id: z.string(), payload }),
  z.object({
    type: z.literal('events_api'),
    envelope_id: z.string(),
    payload: z.looseObject({ event: z.looseObject({ type: eventType }) }),
  }),
]);

/** The client's own events: https://github.com/slackapi/node-slack-sdk/blob/main/packages/socket-mode/src/SocketModeClient.ts */
const clientEvents: ReadonlySet<string> = new Set([
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

/** Ignores unexpected messages with a log line. An SDK error affects only its own message. */
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
