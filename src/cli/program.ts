/** The `callboard` program: its global options and the list of its commands. */
import { Command } from 'commander';
import { useStore } from '../config.ts';
import { demoUrls } from '../demo/store.ts';
import { isLocked } from '../store/replicas/serving.ts';
import { readVersion } from '../util/version.ts';
import { addRetryCommand } from './fix/retry-cli.ts';
import { addDeliveriesCommand } from './inspect/deliveries-cli.ts';
import { addEventsCommand } from './inspect/events-cli.ts';
import { addLedgerCommand } from './inspect/ledger-cli.ts';
import { addWhyCommand } from './inspect/why-cli.ts';
import { addExamples } from './output.ts';
import { addConsoleLinkCommand } from './run/console-link-cli.ts';
import { addDemoCommand } from './run/demo-cli.ts';
import { addDoctorCommand } from './run/doctor-cli.ts';
import { addPruneCommand } from './run/prune-cli.ts';
import { addServeCommand } from './run/serve-cli.ts';
import { addCheckCommand } from './set-up/check-cli.ts';
import { addDiffCommand } from './set-up/diff-cli.ts';
import { addExportCommand } from './set-up/export-cli.ts';
import { addImportCommand } from './set-up/import-cli.ts';
import { addManifestCommand } from './set-up/manifest-cli.ts';
import { command, repeatInHints } from './terminal.ts';
import { addBacktestCommand } from './try/backtest-cli.ts';
import { addRenderCommand } from './try/render-cli.ts';
import { addSendTestCommand } from './try/send-test-cli.ts';
import { setUpUsageErrors } from './usage-errors.ts';

/** Every command, in the order of `--help`. */
const commands: readonly ((program: Command) => void)[] = [
  addServeCommand,
  addDemoCommand,
  addConsoleLinkCommand,
  addDoctorCommand,
  addPruneCommand,
  addImportCommand,
  addExportCommand,
  addCheckCommand,
  addDiffCommand,
  addManifestCommand,
  addEventsCommand,
  addDeliveriesCommand,
  addWhyCommand,
  addLedgerCommand,
  addRetryCommand,
  addSendTestCommand,
  addRenderCommand,
  addBacktestCommand,
];

/** The program with its commands; parsing runs one. */
export function createProgram(): Command {
  const program = new Command('callboard')
    .description("Call and meeting alerts in your team's chat.")
    .version(readVersion(), '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .option('--demo', "Use the running demo's database")
    .showSuggestionAfterError()
    .hook('preAction', () => {
      const { demo } = program.opts<{ demo?: boolean }>();
      repeatInHints('');
      if (demo) useStore(findDemoUrl());
      // The suggested command must read the same database.
      repeatInHints(demo ? '--demo ' : '');
    });
  for (const add of commands) add(program);
  setUpUsageErrors(program);
  return addExamples(program, 'demo', 'doctor', 'send-test call.missed', 'why last', 'import callboard.yaml');
}

function findDemoUrl(): string {
  const url = demoUrls().find(isLocked);
  if (url === undefined) throw new Error(`No demo is running. Start one in another terminal with: ${command('demo')}`);
  return url;
}
