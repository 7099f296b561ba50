/** The log: JSON lines, or lines for people when a terminal reads them. Never a secret: those are cut out by name. */
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

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

/** Characters that wait for whoever reads the log and has stopped to; what comes then is lost. */
const mostUnwritten = 16_000_000;

/** `op` names the operation that failed or is done, `leases.renew`, so that operators can alert on it. */
export interface LogFields {
  op: string;
  [field: string]: unknown;
}

type Write = (fields: LogFields, text: string) => void;

/**
 * What everything logs to; pino's logger is one. The text says what happened and what happens next; ids, numbers and
 * reasons are fields.
 */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

export function createLog(level: string, terminal = process.stdout.isTTY): Logger {
  const options = {
    level,
    base: null,
    // Lines hold flat values and errors. A wildcard for any object would cost three times the rest of a line.
    redact: { paths: secret.flatMap(name => [name, `err.${name}`]), censor: '***' },
  };
  // In step with what else is printed: a demo's messages stand between its log lines. A terminal shows no `op`, which is
  // for programs. Where no person reads, nothing waits for whoever does; what is not written yet is when the process ends,
  // unless it is killed.
  return terminal
    ? pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,op' }))
    : pino(options, pino.destination({ sync: false, maxLength: mostUnwritten }));
}
