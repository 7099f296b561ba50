/**
 * Who may use /callboard is decided by Discord, by the permission Manage Channels or by what a server's admins have set
 * instead under Integrations: https://docs.discord.com/developers/interactions/application-commands#permissions
 * An interaction of a button or form does not say whether its sender may use the command. So what the command shows to one
 * person alone carries an `id` that comes back with what is pressed or sent there. People do not see it, and because it is
 * made of the bot's token nobody can think one up.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** Marks what is shown to somebody, on its first component. */
export type Entitle = <T extends object>(components: T[]) => T[];

export const entitleNobody: Entitle = components => components;

export interface Entitlement {
  entitle: Entitle;
  /** Whether these components of a private message, or of a form, carry the mark. */
  isMarked(components: readonly unknown[]): boolean;
}

const component = z.object({ id: z.int() });

/** Of one person in one channel: `who` names both. The same in every process of the bot. */
export function entitlementOf(token: string, who: string): Entitlement {
  const hash = createHmac('sha256', token).update(`callboard ${who}`).digest();
  // 28 bits, below the ids of mark.ts and above those that Discord gives.
  const id = 2 ** 28 + (hash.readUInt32BE(0) >>> 4);
  return {
    entitle([first, ...rest]) {
      return first ? [{ ...first, id }, ...rest] : [];
    },
    isMarked: components => component.safeParse(components[0]).data?.id === id,
  };
}
