/**
 * Who may use /callboard is decided by Discord, by the permission Manage Channels or by what a server's admins have set
 * instead under Integrations: https://docs.discord.com/developers/interactions/application-commands#permissions
 * An interaction of a button or form does not say whether its sender may use the command. So what the command shows to one
 * person alone carries this `id`, which people neither see nor can set, and what is pressed or sent there comes back with it.
 */
import { z } from 'zod';

/** A component's id of 32 bits, below those of mark.ts and above those that Discord gives. */
const entitled = 2 ** 28 + 1;

const component = z.object({ id: z.int() });

export function entitle<T extends object>(components: T[], isEntitled: boolean): T[] {
  const [first, ...rest] = components;
  return first && isEntitled ? [{ ...first, id: entitled }, ...rest] : components;
}

/** Whether these components of a message that only one person sees, or of a form, were shown to who may use /callboard. */
export function isEntitled(components: readonly unknown[]): boolean {
  return component.safeParse(components[0]).data?.id === entitled;
}
