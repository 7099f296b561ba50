/** The log: JSON lines, or lines for people on a terminal. Fields with names of secrets are redacted. */
import { type Logger, pino } from 'pino';

const secret = [
  'token',
  'password',
  'authorization',
  'secret',
  'credentials',
  'botToken',
  'appToken',
  'signingSecret',
  'consolePassword',
  'metricsToken',
  'key',
  'cookie',
];

/** Characters buffered when the reader of the log stops reading. Later lines are dropped. */
const mostUnwritten = 16_000_000;

/** Lines are written together, up to this many characters and milliseconds, instead of one system call for each. */
const together = { minLength: 4096, periodicFlush: 100 };

/** `op` names the operation, `leases.renew`, so that operators can alert on it. */
export interface LogFields {
  op: string;
  [field: string]: unknown;
}

type Write = (fields: LogFields, text: string) => void;

/**
 * The log's interface; pino's logger has it. The text says what happened and what happens next. Ids, numbers and reasons
 * are fields.
 */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

/** Creates the log, on stdout. `level` is LOG_LEVEL. */
export async function createLog(level: string, terminal = process.stdout.isTTY): Promise<Logger> {
  const options = {
    level,
    base: null,
    // Lines hold flat values and errors. A wildcard for any object would cost three times the rest of a line.
    redact: { paths: secret.flatMap(name => [name, `err.${name}`]), censor: '***' },
  };
  // On a terminal, written at once, so that the demo's messages appear in order, and without `op`, which is for programs.
  // Elsewhere, buffered, so that the process never waits for the reader. The rest is written when the process ends.
  if (!terminal) return pino(options, pino.destination({ sync: false, maxLength: mostUnwritten, ...together }));
  // Loaded here: a service has no terminal.
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,op' }));
}
