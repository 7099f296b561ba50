/** A rule: one line of a channel's ordered list. The first that matches an event decides. */
import { z } from 'zod';

/** `10s`, `5m`, `2h`, `1d`. */
const duration = z.string().regex(/^\d+[smhd]$/, 'write a duration as 10s, 5m, 2h or 1d');

export const ruleSchema = z.strictObject({
  /** Which types; `call.*` takes all that begin so, `*` is every type. */
  on: z.union([z.string(), z.array(z.string()).min(1)]),
  /** A CEL expression over the event and its session. */
  if: z.string().optional(),
  do: z.enum(['post', 'ignore']).default('post'),
  /** The template's name; the event's type when not given. */
  template: z.string().optional(),
  mention: z.array(z.string()).optional(),
  show: z.enum(['post', 'thread', 'card']).optional(),
  urgent: z.boolean().optional(),
  digest: duration.optional(),
  escalate: z.strictObject({ after: duration, mention: z.array(z.string()).optional() }).optional(),
  /** It stays in the list and decides nothing. */
  paused: z.boolean().optional(),
});

/** A rule as it is kept. */
export type RuleBody = z.output<typeof ruleSchema>;

/** A rule in its place. */
export interface Rule extends RuleBody {
  id: string;
  /** `slack:T0123/C0456` */
  channel: string;
  /** From 0, within its channel. */
  position: number;
}
