/** Redacts tokens in logs, and passes the SDK's logging to ours. */
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log, LogFields } from '../../platform.ts';

/** Tokens (xoxb-, xapp-, …), and the tickets in Socket Mode's URLs. */
const secret = /\bx(?:ox[a-z]|app)[-.][\w.-]+|(?<=ticket=)[^&\s"]+/g;

/** Replaces Slack's tokens in a text. */
export const redact = (text: string): string => text.replaceAll(secret, '…');

/** Wraps a log to redact tokens in texts and fields: a reason may quote Slack or the network. */
export function withoutTokens(log: Log): Log {
  const clean = ({ op, ...fields }: LogFields): LogFields => ({
    op,
    ...Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]),
    ),
  });
  return {
    debug: (fields, text) => log.debug(clean(fields), redact(text)),
    info: (fields, text) => log.info(clean(fields), redact(text)),
    warn: (fields, text) => log.warn(clean(fields), redact(text)),
    error: (fields, text) => log.error(clean(fields), redact(text)),
  };
}

/**
 * Creates a logger for the SDK. Its debug lines hold whole requests and responses, so they are dropped. We classify and
 * report every failure ourselves, so the SDK's errors become warnings and the rest debug lines.
 */
export function sdkLogger(log: Log): Logger {
  const line = (parts: unknown[]) =>
    redact(`Slack SDK: ${parts.map(part => (part instanceof Error ? part.name : part)).join(' ')}`);
  return {
    debug: () => {},
    info: (...parts) => log.debug({ op: 'slack.sdk' }, line(parts)),
    warn: (...parts) => log.debug({ op: 'slack.sdk' }, line(parts)),
    error: (...parts) => log.warn({ op: 'slack.sdk' }, line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
