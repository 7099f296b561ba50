/** serve, demo, doctor. */
import type { Command } from 'commander';
import { diagnose } from '../commands/doctor.ts';
import { type Config, readConfig } from '../config.ts';
import { runDemo } from '../demo/run.ts';
import { serve } from '../run.ts';
import { printJson } from './output.ts';

export function addRunCommands(program: Command): void {
  program.command('serve').description('run the server, as npm start does').action(serve);

  program
    .command('demo')
    .description('play a scripted day of webhooks through the real receiver, with no token and no service')
    .option('--json', 'print each message as a JSON object a line')
    .option('--once', 'stop when the day is over instead of leaving the page open')
    .option('--pause <ms>', 'milliseconds between webhooks', '150')
    .action(async ({ json, once, pause }: { json?: boolean; once?: boolean; pause: string }) => {
      await runDemo({ json, once, pause: milliseconds(pause) });
    });

  program
    .command('doctor')
    .description('check the configuration, the store and every token, and say what to mend')
    .option('--json', 'one JSON object a finding')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await diagnose(readConfigOrFindings());
      for (const finding of findings) {
        if (json) printJson(finding);
        else console.log(`${finding.ok ? 'ok  ' : 'MEND'} ${finding.text}`);
      }
      if (findings.some(finding => !finding.ok)) process.exitCode = 1;
    });
}

function milliseconds(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--pause ${text}: write milliseconds as a whole number.`);
  return number;
}

function readConfigOrFindings(): Config | Error {
  try {
    return readConfig();
  } catch (error) {
    return error as Error;
  }
}
