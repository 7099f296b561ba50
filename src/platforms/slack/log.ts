/** The SDK's logging, into ours. */
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../platform.ts';

/** Tokens (xoxb-, xapp-, …), and the tickets in Socket Mode's URLs. */
const secret = /\bx(?:ox[a-z]|app)[-.][\w.-]+|(?<=ticket=)[^&\s"]+/g;

/** Text without the secrets that Slack's tokens are. */
export const redact = (text: string): string => text.replaceAll(secret, '…');

/**
 * A logger for the SDK. Its debug lines hold whole requests and answers, so they go nowhere; and since each failure is
 * classified and told by us, its errors are warnings here and the rest is for debugging.
 */
export function sdkLogger(log: Log): Logger {
  const line = (parts: unknown[]) =>
    redact(`slack: ${parts.map(part => (part instanceof Error ? part.name : part)).join(' ')}`);
  return {
    debug: () => {},
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.debug(line(parts)),
    error: (...parts) => log.warn(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
