/** why: explains why an event was or wasn't posted. */
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import type { Block, Inline } from '../../messages/message.ts';
import { writeBlock } from '../../messages/message-text.ts';
import type { Core } from '../../operations/core.ts';
import { describeWhy, type WhyText } from '../../operations/why/describe-why.ts';
import { readAllHolds } from '../../operations/why/not-set-up.ts';
import { explainEvent, type WhyReport } from '../../operations/why/why-report.ts';
import { findEvent } from '../../store/events/events.ts';
import { eventNotFound, findEventId } from '../find-stored.ts';
import { addExamples, printJson, withCore } from '../output.ts';
import { clean, moment, paint, type Style } from '../terminal.ts';
import { toJsonEvent } from './events-cli.ts';
import { stateStyles } from './state-styles.ts';

export function addWhyCommand(program: Command): void {
  const whyCommand = program
    .command('why')
    .argument('<id>', 'Event ID, message ID or "last" for the newest event')
    .helpGroup('Inspect:')
    .description("Explain why an event was or wasn't posted")
    .option('--json', 'Output as JSON')
    .action((event: string, { json }: { json?: boolean }) => withCore(core => printWhy(core, event, json)));
  addExamples(whyCommand, 'why last', 'why evt_0123456789abcdef0123456789abcdef', '--demo why last');
}

async function printWhy({ database: { db } }: Core, reference: string, json?: boolean): Promise<void> {
  const event = await findEvent(db, await findEventId(db, reference));
  if (!event) throw eventNotFound(reference);
  const report = await explainEvent(db, event, { holds: await readAllHolds(db, readConfig()) });
  if (json) printJson(toJsonReport(report));
  else for (const line of writeReport(describeWhy(report))) console.log(line);
}

function toJsonReport({ event, ...rest }: WhyReport) {
  return { event: { ...toJsonEvent(event), notes: event.notes }, ...rest };
}

/** The text as lines: each channel after an empty line, with its reasons indented below its result. */
function writeReport({ about, channels }: WhyText): string[] {
  return [
    ...linesOf(about, 'bold'),
    ...channels.flatMap(({ channel, state, outcome, details }) => [
      '',
      `${paint('bold', channel)}: ${writeInlines(outcome, stateStyles[state])}`,
      ...linesOf(details, 'bold').map(line => `  ${line}`),
    ]),
  ];
}

function linesOf(blocks: readonly Block[], boldStyle: Style): string[] {
  return blocks.flatMap(block => writeBlock(block, content => writeInlines(content, boldStyle)));
}

/** Words in bold get this style on a terminal. Apostrophes are straight, so that the text can be searched. */
function writeInlines(content: readonly Inline[], boldStyle: Style): string {
  return content
    .map(part => {
      if (part.type === 'time') return writeTime(part.at);
      if (part.type === 'break') return ' ';
      const text = part.text.replaceAll('’', "'");
      return part.style?.bold ? paint(boldStyle, text) : clean(text);
    })
    .join('');
}

/** `at` is in whole seconds, so a pipe gets `2026-11-27T15:32:10Z`. */
function writeTime(at: number): string {
  return moment(at * 1000).replace('.000Z', 'Z');
}
