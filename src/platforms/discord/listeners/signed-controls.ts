/**
 * Marks on messages and forms that prove their origin when a control is used.
 *
 * Discord decides who may use /callboard: by the permission Manage Channels, or by what a server's admins set under
 * Integrations: https://docs.discord.com/developers/interactions/application-commands#permissions
 * The interaction of a button or form doesn't say whether its sender may use the command. So a private reply to the
 * command carries a component `id` that returns with each press or submission. People don't see it, and it is derived
 * from the bot's token, so no one can forge one.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** Sets the mark on the first component. */
export type ApplyMark = <T extends object>(components: T[]) => T[];

/** Adds no mark: for replies without controls. */
export const leaveUnmarked: ApplyMark = components => components;

export interface ComponentMark {
  apply: ApplyMark;
  /** Whether these components of a message or form carry the mark. */
  isMarked(components: readonly unknown[]): boolean;
}

const component = z.object({ id: z.int() });

/**
 * The mark of one person in one channel (`<guild>/<channel>/<user>`): it proves that this person may use /callboard there.
 * The same in every process of the bot.
 */
export function memberMark(token: string, member: string): ComponentMark {
  // 28 bits: below the ids of message-marker.ts, above those of authorMark() and those that Discord assigns.
  return markWithId(2 ** 28 + (hashOf(token, `callboard ${member}`) >>> 4));
}

/**
 * The mark of Callboard's messages in a channel (`<guild>/<channel>`). It proves nothing about the reader. A press on a
 * message without a mark is ignored: the application may own webhooks, through which others post anything.
 */
export function authorMark(token: string, channel: string): ComponentMark {
  return markWithId(2 ** 27 + (hashOf(token, `callboard wrote in ${channel}`) >>> 5));
}

const box = z.object({ components: z.array(z.unknown()) });
const actionRow = z.looseObject({ components: z.array(z.looseObject({ custom_id: z.string().optional() })) });
const hasAction = (part: unknown) =>
  actionRow.safeParse(part).data?.components.some(({ custom_id }) => custom_id !== undefined) ?? false;

/**
 * Marks a posted message on its first row with an action button, since its first components carry the nonce; see
 * message-marker.ts. A message without such a row stays as it is.
 */
export function markActions<T extends object>(components: T[], mark: ComponentMark): T[] {
  return components.map(component => {
    const inside = box.safeParse(component).data?.components ?? [];
    const at = inside.findIndex(hasAction);
    if (at < 0) return component;
    return { ...component, components: inside.with(at, mark.apply([inside[at] as object])[0]) };
  });
}

/** Whether these components of a posted message carry the mark of markActions(). */
export function hasMarkedActions(components: readonly unknown[], mark: ComponentMark): boolean {
  const inside = components.flatMap(component => box.safeParse(component).data?.components ?? []);
  return inside.some(part => hasAction(part) && mark.isMarked([part]));
}

const hashOf = (token: string, text: string) => createHmac('sha256', token).update(text).digest().readUInt32BE(0);

function markWithId(id: number): ComponentMark {
  return {
    apply([first, ...rest]) {
      return first ? [{ ...first, id }, ...rest] : [];
    },
    isMarked: components => component.safeParse(components[0]).data?.id === id,
  };
}
