import { onTestFinished } from 'vitest';

/** Collects the errors that would end the process, until the test finishes. */
export function fatalErrors(): unknown[] {
  const fatal: unknown[] = [];
  const note = (error: unknown) => void fatal.push(error instanceof Error ? error.stack : error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  onTestFinished(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
  return fatal;
}
