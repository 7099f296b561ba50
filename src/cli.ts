/** The `callboard` command. Every subcommand calls what the server calls, and works beside a running server. */
import { Command } from 'commander';
import { addFileCommands } from './cli/file.ts';
import { addLookCommands } from './cli/look.ts';
import { addMendCommands } from './cli/mend.ts';
import { fail } from './cli/output.ts';
import { addRunCommands } from './cli/run.ts';
import { addTryCommands } from './cli/try.ts';
import { loadEnvFile } from './config.ts';

const program = new Command('callboard')
  .description('Turns CometChat and VideoSDK webhooks into Slack and Discord messages people act on.')
  .showHelpAfterError('(callboard --help lists the subcommands)')
  .showSuggestionAfterError();

addRunCommands(program);
addTryCommands(program);
addFileCommands(program);
addLookCommands(program);
addMendCommands(program);

// Whoever reads the output may have read enough: `callboard events | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  loadEnvFile();
  await program.parseAsync();
} catch (error) {
  fail(error);
}
