/** serve, demo, doctor. */
import type { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import { chooseAccess } from '../console/console-access.ts';
import { linkTo } from '../console/link.ts';
import type { Core } from '../operations/core.ts';
import { diagnose } from '../operations/doctor.ts';
import type { Finding } from '../platforms/platform.ts';
import { serve } from '../run.ts';
import { localUrl } from '../server.ts';
import { counted } from '../util/plural.ts';
import { runDemo } from './demo.ts';
import { addExamples, printJson, withCore } from './output.ts';
import { clean, hintBelow, paint, type Style } from './terminal.ts';

export function addRunCommands(program: Command): void {
  const group = 'Run:';

  const serving = program
    .command('serve')
    .helpGroup(group)
    .description('Start the server')
    .action(() => serve());
  addExamples(serving, 'serve');

  const demo = program
    .command('demo')
    .helpGroup(group)
    .description('Try Callboard with sample data. No accounts needed.')
    .option('--once', 'Exit when the demo finishes')
    .option('--pause <ms>', 'Wait this many milliseconds between webhooks', '150')
    .option('--json', 'Output as JSON lines')
    .action(async ({ json, once, pause }: { json?: boolean; once?: boolean; pause: string }) => {
      await runDemo({ json, once, pause: milliseconds(pause) });
    });
  addExamples(demo, 'demo', '--demo why last    # in another terminal, while the demo runs');

  const link = program
    .command('console-link')
    .helpGroup(group)
    .description('Print the link that opens the console. It works like a password.')
    .action(() => withCore(printConsoleLink));
  addExamples(link, 'console-link');

  const doctor = program
    .command('doctor')
    .helpGroup(group)
    .description('Check your setup and show how to fix problems')
    .option('--json', 'Output as JSON lines')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await diagnose(readConfigOrFindings());
      for (const finding of findings) {
        if (json) printJson({ ...finding, state: stateOf(finding) });
        else for (const line of describeFinding(finding)) console.log(line);
      }
      const broken = findings.filter(finding => !finding.ok).length;
      if (broken > 0) process.exitCode = 1;
      if (!json) hintBelow(broken > 0 ? `${counted(broken, 'problem')} to fix.` : 'No problems found.');
    });
  addExamples(doctor, 'doctor');
}

async function printConsoleLink({ database }: Core): Promise<void> {
  const { host, port, consolePassword, slack, discord } = readConfig();
  const url = localUrl(host, port);
  const access = await chooseAccess(consolePassword, !slack && !discord, database.db);
  if (access.by === 'link') console.log(linkTo(url, access.key));
  else if (access.by === 'machine') console.log(url);
  else console.log(`${url} (sign in with CONSOLE_PASSWORD; any user name works)`);
}

function stateOf({ ok, state }: Finding): string {
  return state ?? (ok ? 'set up' : 'failed');
}

const marks: Record<string, string> = { 'set up': '✓', 'not set up': '–', 'on hold': '✗', failed: '✗' };
const colors: Record<string, Style> = { 'set up': 'green', 'not set up': 'dim', 'on hold': 'yellow', failed: 'red' };

/** The settings' problems are one finding of several lines. */
function describeFinding(finding: Finding): string[] {
  const state = stateOf(finding);
  const [first = '', ...more] = finding.text.split('\n');
  return [
    `${paint(colors[state], marks[state] ?? '')} ${clean(first)}`,
    ...more.map(clean),
    ...(finding.fix ? [paint('dim', `  Fix: ${finding.fix}`)] : []),
  ];
}

function milliseconds(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) {
    throw new Error(`Invalid --pause "${text}". Use a whole number of milliseconds.`);
  }
  return number;
}

function readConfigOrFindings(): Config | Error {
  try {
    return readConfig();
  } catch (error) {
    return error as Error;
  }
}
