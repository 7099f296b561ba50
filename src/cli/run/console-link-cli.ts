/** console-link: prints the link that opens the console. */
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { chooseAccess } from '../../console/console-access.ts';
import { linkTo } from '../../console/console-link.ts';
import type { Core } from '../../operations/core.ts';
import { localUrl } from '../../server.ts';
import { isAnySetUp } from '../../util/setting.ts';
import { addExamples, withCore } from '../output.ts';

export function addConsoleLinkCommand(program: Command): void {
  const link = program
    .command('console-link')
    .helpGroup('Run:')
    .description('Print the link that opens the console. If it has a key, keep it secret.')
    .action((_options: object, { parent }: Command) => {
      // A demo doesn't store its port.
      if (parent?.opts<{ demo?: boolean }>().demo) throw new Error('The demo prints its link itself, when it starts.');
      return withCore(printConsoleLink, 'created');
    });
  addExamples(link, 'console-link');
}

async function printConsoleLink({ database }: Core): Promise<void> {
  const { host, port, consolePassword, platforms } = readConfig();
  const url = localUrl(host, port);
  const access = await chooseAccess(consolePassword, !isAnySetUp(platforms), database.db);
  if (access.by === 'link') console.log(linkTo(url, access.key));
  else if (access.by === 'machine') console.log(url);
  else console.log(`${url} (sign in with CONSOLE_PASSWORD; any user name works)`);
}
