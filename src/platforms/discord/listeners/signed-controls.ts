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
export type ApplyMark = <T extends object>(components: T[]) => T[];

export const leaveUnmarked: ApplyMark = components => components;

export interface ComponentMark {
  entitle: ApplyMark;
  /** Whether these components of a private message, or of a form, carry the mark. */
  isMarked(components: readonly unknown[]): boolean;
}

const component = z.object({ id: z.int() });

/** Of one person in one channel: `who` names both. The same in every process of the bot. */
export function memberMark(token: string, who: string): ComponentMark {
  // 28 bits, below the ids of mark.ts and above those of authorMark() and those that Discord gives.
  return marking(2 ** 28 + (hashOf(token, `callboard ${who}`) >>> 4));
}

/**
 * Marks that Callboard wrote something in a channel (`<guild>/<channel>`), and that this says nothing of whoever sees it.
 * A press counts only on such a message: the application may own webhooks, through which others post what they like.
 */
export function authorMark(token: string, channel: string): ComponentMark {
  return marking(2 ** 27 + (hashOf(token, `callboard wrote in ${channel}`) >>> 5));
}

const hashOf = (token: string, text: string) => createHmac('sha256', token).update(text).digest().readUInt32BE(0);

function marking(id: number): ComponentMark {
  return {
    entitle([first, ...rest]) {
      return first ? [{ ...first, id }, ...rest] : [];
    },
    isMarked: components => component.safeParse(components[0]).data?.id === id,
  };
}
