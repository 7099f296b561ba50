import type { ChatCommand } from './command.ts';
import { bullets, buttons, code, paragraph, reply, typed } from './say.ts';

/** `help`: every command with what it does. */
export function createHelp(commands: () => readonly ChatCommand[]): ChatCommand {
  return {
    name: 'help',
    summary: 'Tells what each command does.',
    usage: 'help',
    needs: 'see',
    run: async () =>
      reply('What you can do here', {
        blocks: [
          paragraph([
            'Webhooks of calls, meetings and recordings become messages in this channel. Its rules say which: ',
            'the first rule that matches decides.',
          ]),
          bullets(commands().map(({ usage, summary }) => [code(`/callboard ${usage}`), ` ${summary}`])),
        ],
        controls: buttons(typed('Menu', 'menu')),
      }),
  };
}
