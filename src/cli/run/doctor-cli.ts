/** doctor: checks the setup and shows how to fix problems. */
import type { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { diagnose } from '../../operations/doctor.ts';
import type { Finding } from '../../platforms/platform.ts';
import { counted } from '../../util/plural.ts';
import { addExamples, printJson } from '../output.ts';
import { clean, command, hintBelow, paint, type Style } from '../terminal.ts';

export function addDoctorCommand(program: Command): void {
  const doctor = program
    .command('doctor')
    .helpGroup('Run:')
    .description('Check your setup and show how to fix problems')
    .option('--json', 'Output as JSON lines')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await diagnose(readConfigOrError(program.opts<{ demo?: boolean }>().demo));
      for (const finding of findings) {
        const { command: _, ...printed } = { ...finding, ...describeFix(finding) };
        if (json) printJson({ ...printed, state: stateOf(finding) });
        else for (const line of describeFinding(printed)) console.log(line);
      }
      const broken = findings.reduce((sum, finding) => sum + countProblems(finding), 0);
      if (broken > 0) process.exitCode = 1;
      if (!json) hintBelow(broken > 0 ? `${counted(broken, 'problem')} to fix.` : 'No problems found.');
    });
  addExamples(doctor, 'doctor');
}

/** A finding about the settings has a heading and a line for each problem. */
function countProblems({ ok, text }: Finding): number {
  return ok ? 0 : Math.max(1, text.split('\n').length - 1);
}

/** The fix with its command as it has to be typed here. */
function describeFix({ fix, command: args }: Finding): Pick<Finding, 'fix'> {
  return args === undefined ? {} : { fix: [fix, command(args)].filter(Boolean).join(' ') };
}

function stateOf({ ok, state }: Finding): string {
  return state ?? (ok ? 'set up' : 'failed');
}

const marks: Record<string, string> = { 'set up': '✓', 'not set up': '–', 'on hold': '✗', failed: '✗' };
const colors: Record<string, Style> = { 'set up': 'green', 'not set up': 'dim', 'on hold': 'yellow', failed: 'red' };

/** One finding as lines: the settings' problems are a single finding of several lines. */
function describeFinding(finding: Finding): string[] {
  const state = stateOf(finding);
  const [first = '', ...more] = finding.text.split('\n');
  return [
    `${paint(colors[state], marks[state] ?? '')} ${clean(first)}`,
    ...more.map(clean),
    ...(finding.fix ? [paint('dim', `  ${finding.ok ? 'Optional' : 'Fix'}: ${finding.fix}`)] : []),
  ];
}

/** The settings, or the error that lists their problems. */
function readConfigOrError(isDemo = false): (Config & { isDemo: boolean }) | Error {
  try {
    return { ...readConfig(), isDemo };
  } catch (error) {
    return error as Error;
  }
}
