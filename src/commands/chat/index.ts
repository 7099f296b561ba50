/** The explicit list of what people can do from chat. */
import type { ChatCommand } from './command.ts';
import { createHelp } from './help.ts';
import { menu } from './menu.ts';

/** As they are typed, in the order of `help`. */
export const typedCommands: readonly ChatCommand[] = [menu, createHelp(() => typedCommands)];

/** Those that only buttons and forms reach. */
const hidden: readonly ChatCommand[] = [];

export function findCommand(name: string): ChatCommand | null {
  return [...typedCommands, ...hidden].find(command => command.name === name) ?? null;
}
