/** The `callboard` command with all of its subcommands. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { useStore } from '../config.ts';
import { demoUrls } from '../demo/store.ts';
import { isLocked } from '../store/replicas/serving.ts';
import { addFileCommands } from './file.ts';
import { addLookCommands } from './look.ts';
import { addManifestCommand } from './manifest.ts';
import { addMendCommands } from './mend.ts';
import { addExamples } from './output.ts';
import { addRunCommands } from './run.ts';
import { addTryCommands } from './try.ts';

export function createProgram(): Command {
  const program = new Command('callboard')
    .description('Call and meeting alerts for Slack and Discord.')
    .version(readVersion(), '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .option('--demo', 'Use the store of the demo that is running')
    .showHelpAfterError('Run callboard --help for all commands.')
    .showSuggestionAfterError()
    .hook('preAction', () => {
      if (program.opts<{ demo?: boolean }>().demo) useStore(findDemo());
    });
  // In this order `--help` lists the groups.
  addRunCommands(program);
  addFileCommands(program);
  addManifestCommand(program);
  addLookCommands(program);
  addMendCommands(program);
  addTryCommands(program);
  return addExamples(program, 'demo', 'doctor', 'send-test call.missed', 'why last', 'import callboard.yaml');
}

function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

function findDemo(): string {
  const url = demoUrls().find(isLocked);
  if (url === undefined) throw new Error('No demo is running. Start one in another terminal with: callboard demo');
  return url;
}
