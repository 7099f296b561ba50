/** Entry point of the `callboard` program. Every command calls the functions the server calls and works while a server runs. */

import { prepareEnvironment } from '../config.ts';
import { fail } from './output.ts';
import { createProgram } from './program.ts';

// The reader may close the pipe early: `callboard events | head`.
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
