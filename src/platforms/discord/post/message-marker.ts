/**
 * Marks a message so that it can be found again after a crash. Discord doesn't store the nonce: only the response to the
 * post and the gateway contain it (https://github.com/Rapptz/discord.py/issues/2451). It stores the `id`s of components
 * unchanged, invisible to people: https://docs.discord.com/developers/components/reference#anatomy-of-a-component
 * A bot can read all content of its own messages: https://docs.discord.com/developers/events/gateway#message-content-intent
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { MessageBody } from '../message/render.ts';

const marked = z.object({ id: z.int(), components: z.tuple([z.object({ id: z.int() })], z.unknown()) });

/**
 * The ids of a message's box and of the first component in it: 59 bits of the nonce's hash. Ids are positive 32-bit
 * integers, unique within a message. Discord numbers the other components from 1.
 */
function idsOf(nonce: string): { box: number; first: number } {
  const hash = createHash('sha256').update(nonce).digest();
  return { box: 2 ** 30 + (hash.readUInt32BE(0) >>> 2), first: 2 ** 29 + (hash.readUInt32BE(4) >>> 3) };
}

/** Returns the body with the marker of this nonce. */
export function addMarker(body: MessageBody, nonce: string): MessageBody {
  const { box, first } = idsOf(nonce);
  const components = body.components.map(component => {
    if (!('components' in component)) return component;
    const [head, ...rest] = component.components;
    return { ...component, id: box, components: [{ ...head, id: first }, ...rest] } as typeof component;
  });
  return { ...body, components };
}

/** Whether a message's components, as Discord returns them, carry the marker of this nonce. */
export function hasMarker(components: unknown[], nonce: string): boolean {
  const { box, first } = idsOf(nonce);
  return components.some(component => {
    const { data } = marked.safeParse(component);
    return data?.id === box && data.components[0].id === first;
  });
}
