/** serve, demo, doctor. */
import type { Command } from 'commander';
import { diagnose } from '../commands/doctor.ts';
import { type Config, readConfig } from '../config.ts';
import { runDemo } from '../demo/run.ts';
import type { Finding } from '../platforms/platform.ts';
import { serve } from '../run.ts';
import { printJson, printLines } from './output.ts';
import { paint, type Style } from './terminal.ts';

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
    .description('Check your setup and show how to fix problems')
    .option('--json', 'Output as JSON lines')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await diagnose(readConfigOrFindings());
      for (const finding of findings) {
        if (json) printJson({ ...finding, state: stateOf(finding) });
        else printLines(describeFinding(finding));
      }
      if (findings.some(finding => !finding.ok)) process.exitCode = 1;
    });
}

function stateOf({ ok, state }: Finding): string {
  return state ?? (ok ? 'set up' : 'failed');
}

const marks: Record<string, string> = { 'set up': '✓', 'not set up': '–', 'on hold': '✗', failed: '✗' };
const colors: Record<string, Style> = { 'set up': 'green', 'not set up': 'dim', 'on hold': 'yellow', failed: 'red' };

function describeFinding(finding: Finding): string[] {
  const state = stateOf(finding);
  return [
    `${paint(colors[state], marks[state] ?? '')} ${finding.text}`,
    ...(finding.fix ? [paint('dim', `  Fix: ${finding.fix}`)] : []),
  ];
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
