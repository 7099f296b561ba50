/** The `callboard` command with all of its subcommands. */
import { Command } from 'commander';
import { addFileCommands } from './file.ts';
import { addLookCommands } from './look.ts';
import { addManifestCommand } from './manifest.ts';
import { addMendCommands } from './mend.ts';
import { addRunCommands } from './run.ts';
import { addTryCommands } from './try.ts';

export function createProgram(): Command {
  const program = new Command('callboard')
    .description('Turns CometChat and VideoSDK webhooks into Slack and Discord messages people act on.')
    .showHelpAfterError('(callboard --help lists the subcommands)')
    .showSuggestionAfterError();
  addRunCommands(program);
  addTryCommands(program);
  addFileCommands(program);
  addLookCommands(program);
  addMendCommands(program);
  addManifestCommand(program);
  return program;
}
