/** The `callboard` command. Every subcommand calls what the server calls, and works beside a running server. */

import { prepareEnvironment } from '../config.ts';
import { fail } from './output.ts';
import { createProgram } from './program.ts';

// Whoever reads the output may have read enough: `callboard events | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  prepareEnvironment();
  await createProgram().parseAsync();
} catch (error) {
  fail(error);
}
