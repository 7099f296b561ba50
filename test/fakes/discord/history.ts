/** Pages of a channel's messages: https://docs.discord.com/developers/resources/message#get-channel-messages */
import { z } from 'zod';
import type { FakeMessage } from './channels.ts';

const snowflake = z.coerce.bigint().optional();
const query = z
  .object({
    limit: z.coerce.number().int().min(1).max(100).default(50),
    before: snowflake,
    after: snowflake,
    around: snowflake,
  })
  .refine(({ before, after, around }) => [before, after, around].filter(id => id !== undefined).length <= 1);

/** Returns the requested page, newest first; null for invalid parameters. `messages` are oldest first. */
export function history(messages: FakeMessage[], parameters: Record<string, string>): FakeMessage[] | null {
  const parsed = query.safeParse(parameters);
  if (!parsed.success) return null;
  const { limit, before, after, around } = parsed.data;
  const older = (than: bigint) => messages.filter(({ id }) => BigInt(id) < than);
  const newer = (than: bigint) => messages.filter(({ id }) => BigInt(id) > than);
  if (before !== undefined) return older(before).slice(-limit).reverse();
  if (after !== undefined) return newer(after).slice(0, limit).reverse();
  if (around === undefined) return messages.slice(-limit).reverse();
  const half = Math.floor(limit / 2);
  const middle = messages.filter(({ id }) => BigInt(id) === around);
  return [
    ...(half ? older(around).slice(-half) : []),
    ...middle,
    ...newer(around).slice(0, limit - half - 1),
  ].reverse();
}
