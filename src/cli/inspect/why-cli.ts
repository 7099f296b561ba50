/** why: explains why an event was or wasn't posted. */
import type { Command } from 'commander';
import type { Core } from '../../operations/core.ts';
import { describeWhy, explainEvent } from '../../operations/why/why-report.ts';
import { eventNotFound, findEventId } from '../find-stored.ts';
import { addExamples, printJson, withCore } from '../output.ts';
import { moment, paint } from '../terminal.ts';
import { toJsonEvent } from './events-cli.ts';
import { stateStyles } from './state-styles.ts';

export function addWhyCommand(program: Command): void {
  const whyCommand = program
    .command('why')
    .argument('<event>', 'Event ID, message ID or "last" for the newest event')
    .helpGroup('Inspect:')
    .description("Explain why an event was or wasn't posted")
    .option('--json', 'Output as JSON')
    .action((event: string, { json }: { json?: boolean }) => withCore(core => printWhy(core, event, json)));
  addExamples(whyCommand, 'why last', 'why evt_0123456789abcdef0123456789abcdef', '--demo why last');
}

async function printWhy({ database: { db } }: Core, reference: string, json?: boolean): Promise<void> {
  const explanation = await explainEvent(db, await findEventId(db, reference));
  if (!explanation) throw eventNotFound(reference);
  if (json) {
    const { lines: _lines, event, ...rest } = explanation;
    return printJson({ event: toJsonEvent(event), ...rest });
  }
  for (const { text, is, state } of describeWhy(explanation, moment)) {
    const [address, rest] = state ? splitTitle(text) : [text, ''];
    const style = is === 'title' ? 'bold' : undefined;
    console.log(paint(style, address) + (state ? paint(stateStyles[state], rest) : ''));
  }
}

/** Splits `slack:T0123/C0456: posted` after the address. */
function splitTitle(text: string): [string, string] {
  const at = text.lastIndexOf(': ') + 2;
  return [text.slice(0, at), text.slice(at)];
}
