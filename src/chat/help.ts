import { describeSubcommand } from '../platforms/slash-command.ts';
import type { ChatCommand } from './command.ts';
import { bullets, buttons, code, commandButton, paragraph, reply } from './reply/build-reply.ts';

/** The `help` command: lists every command with its summary. */
export function createHelp(commands: () => readonly ChatCommand[]): ChatCommand {
  return {
    ...describeSubcommand('help'),
    needs: 'see',
    run: async () =>
      reply('Callboard commands', {
        blocks: [
          paragraph([
            'I turn call, meeting and recording webhooks into messages. ',
            'Rules decide what is posted here; the first matching rule wins.',
          ]),
          bullets(commands().map(({ usage, summary }) => [code(`/callboard ${usage}`), `  ${summary}`])),
        ],
        controls: buttons(commandButton('Open menu', 'menu')),
      }),
  };
}
