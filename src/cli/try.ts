/** simulate, backtest, render: trying things out. */
import { type Command, Option } from 'commander';
import { type Backtest, backtestFile } from '../commands/backtest.ts';
import { readConfigFile } from '../commands/config-file.ts';
import { renderFor } from '../commands/render.ts';
import { findBody } from '../commands/sample.ts';
import { commitTo, sendTest } from '../commands/simulate.ts';
import { readConfig } from '../config.ts';
import { platformKinds } from '../platforms/index.ts';
import { formatTally, type Tally } from '../rules/backtest.ts';
import { openSources } from '../sources/registry.ts';
import { listSources } from '../store/sources.ts';
import { printJson, printList, since, withCore } from './output.ts';

export function addTryCommands(program: Command): void {
  program
    .command('simulate <trigger|file>')
    .description("put a sample webhook into the store as if it had come in; a running server's channels get it")
    .option('--source <name>', 'the source it comes from; needed for a file when there are several')
    .option('--as-is', 'with the moments and ids of the sample, so that a second time is a duplicate')
    .option('--json', 'the answer as one JSON object')
    .action((what: string, { source, asIs, json }: { source?: string; asIs?: boolean; json?: boolean }) =>
      withCore(async core => {
        const sources = openSources(readConfig(), await listSources(core.database.db));
        const answer = await sendTest(commitTo(core.database), sources, {
          ...(await findBody(what)),
          source,
          asIs,
        });
        if (json) printJson(answer);
        else {
          console.log(`${answer.status}: ${answer.id} from ${answer.source}`);
          for (const problem of answer.problems) console.log(`  ${problem}`);
          console.log(`Ask why: npm run callboard -- why ${answer.id}`);
        }
      }),
    );

  program
    .command('backtest <file>')
    .description('say what the rules of a callboard.yaml would have made of the events that came, against now')
    .addOption(
      new Option('--since <time>', 'of the last 90s, 30m, 12h or 7d').argParser(since).default(since('7d'), '7d'),
    )
    .option('--json', 'one JSON object a channel')
    .action((path: string, { since: from, json }: { since: number; json?: boolean }) =>
      withCore(async core => {
        const file = await readConfigFile(core, path);
        printList(await backtestFile(core, file, { since: from, most: mostBacktested }), {
          json,
          toJson: ({ channel, events, cut, stopped, now, next }) => ({
            channel,
            events,
            cut,
            stopped,
            now: counts(now),
            next: counts(next),
          }),
          describe: describeBacktest,
          none: 'The file has no channels.',
        });
      }),
    );

  program
    .command('render <template>')
    .description('print the request body that a platform would be sent for a template and an event')
    .requiredOption('--event <trigger|file>', 'a trigger whose sample to use, or a file with a webhook body')
    .requiredOption('--platform <platform>', Object.keys(platformKinds).join(' or '))
    .option('--json', 'on one line')
    .action((template: string, { event, platform, json }: { event: string; platform: string; json?: boolean }) =>
      withCore(async core => {
        const body = await renderFor(core, { template, event, platform });
        console.log(JSON.stringify(body, null, json ? 0 : 2));
      }),
    );
}

/** The newest; more than these take minutes. */
const mostBacktested = 100_000;

function counts({ posted, ignored, unmatched }: Tally) {
  return { posted, ignored, unmatched };
}

function describeBacktest({ channel, events, cut, stopped, now, next }: Backtest & { channel: string }): string {
  const which = cut && !stopped ? `the newest ${events} events` : `${events} events`;
  return `${channel}  ${which}${stopped ? ' (the conditions take too long for all of them)' : ''}: ${formatTally(next)}; now: ${formatTally(now)}`;
}
