/** The SDK's logging, into ours. */
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log, LogFields } from '../../platform.ts';

/** Tokens (xoxb-, xapp-, …), and the tickets in Socket Mode's URLs. */
const secret = /\bx(?:ox[a-z]|app)[-.][\w.-]+|(?<=ticket=)[^&\s"]+/g;

/** Text without the secrets that Slack's tokens are. */
export const redact = (text: string): string => text.replaceAll(secret, '…');

/** The same log, without tokens in texts and fields: a reason may quote what Slack or the network said. */
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
 * A logger for the SDK. Its debug lines hold whole requests and answers, so they go nowhere; and since each failure is
 * classified and told by us, its errors are warnings here and the rest is for debugging.
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
