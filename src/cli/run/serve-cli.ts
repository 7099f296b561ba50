/** serve: starts the server. */
import type { Command } from 'commander';
import { serve } from '../../run.ts';
import { addExamples } from '../output.ts';

export function addServeCommand(program: Command): void {
  const serving = program
    .command('serve')
    .helpGroup('Run:')
    .description('Start the server')
    .action(() => serve());
  addExamples(serving, 'serve');
}
