/** render: prints the JSON that a template would send. */
import type { Command } from 'commander';
import { renderFor } from '../../operations/render-event.ts';
import { platformDescriptors } from '../../platforms/index.ts';
import { listOr } from '../../util/lists.ts';
import { addExamples, withCore } from '../output.ts';

export function addRenderCommand(program: Command): void {
  const render = program
    .command('render')
    .argument('<template>', 'Template name')
    .helpGroup('Try:')
    .description('Show the JSON that a platform would get for a template')
    .requiredOption('--event <event>', 'Trigger, event type or JSON file to fill the template with (required)')
    .requiredOption('--platform <platform>', `Platform: ${listOr(Object.keys(platformDescriptors))} (required)`)
    .option('--json', 'Output on one line')
    .action((template: string, { event, platform, json }: { event: string; platform: string; json?: boolean }) =>
      withCore(async core => {
        const body = await renderFor(core, { template, event, platform });
        console.log(JSON.stringify(body, null, json ? 0 : 2));
      }, 'empty'),
    );
  addExamples(render, `render call.missed --event call_unanswered --platform ${Object.keys(platformDescriptors)[0]}`);
}
