/** The list of all chat commands. */
import { access } from './access.ts';
import type { ChatCommand } from './command.ts';
import { greet } from './greet/greet.ts';
import { createHelp } from './help.ts';
import { menu } from './menu.ts';
import { mute, unmute } from './mute.ts';
import { add } from './rules/add-command.ts';
import { copy, deleteCommand, edit, move, pause, resume } from './rules/number-commands.ts';
import { rules } from './rules/rules-command.ts';
import { source } from './sources/source-command.ts';
import { status } from './status.ts';
import { templates } from './templates/templates-command.ts';
import { test } from './test-command.ts';
import { why } from './why/why-command.ts';

/** Commands that people can type, in the order of `help`. */
export const typedCommands: readonly ChatCommand[] = [
  menu,
  add,
  rules,
  edit,
  move,
  pause,
  resume,
  copy,
  deleteCommand,
  templates,
  test,
  why,
  mute,
  unmute,
  status,
  source,
  access,
  createHelp(() => typedCommands),
];

/** Commands that only buttons and forms reach. */
const hidden: readonly ChatCommand[] = [greet];

export const commands: readonly ChatCommand[] = [...typedCommands, ...hidden];

/** The command with this name, hidden ones included; null when there is none. */
export function findCommand(name: string): ChatCommand | null {
  return commands.find(command => command.name === name) ?? null;
}
