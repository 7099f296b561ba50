/** A rule: one line of a channel's ordered list. The first that matches an event decides. */
import { z } from 'zod';
import { durationPattern } from '../util/duration.ts';

/** `10s`, `5m`, `2h`, `1d`. */
const duration = z.string().regex(durationPattern, 'Use a duration like 10s, 5m, 2h or 1d');

/** Limits of a rule and of a channel's list, since every read of the list and every event costs time per rule. */
export const ruleBounds = {
  /** Rules of one channel. */
  rules: 200,
  /** Types and globs per rule, and the characters of each. */
  types: 100,
  type: 100,
  /** Mentions per rule, and the characters of each. */
  mentions: 50,
  mention: 200,
} as const;

/** The message for a list that is too long. */
export const tooManyRules = `A channel can have up to ${ruleBounds.rules} rules. Delete some, or list several types in one rule.`;

const on = z
  .union([z.string(), z.array(z.string()).min(1)])
  .refine(
    types => new Set([types].flat()).size <= ruleBounds.types,
    `At most ${ruleBounds.types} event types. Use a glob like call.*`,
  )
  .refine(
    types => [types].flat().every(type => type.length <= ruleBounds.type),
    `Event types can have up to ${ruleBounds.type} characters`,
  );
const mentions = z
  .array(z.string().max(ruleBounds.mention, `Mentions can have up to ${ruleBounds.mention} characters`))
  .max(ruleBounds.mentions, `At most ${ruleBounds.mentions} mentions`);

export const ruleSchema = z.strictObject({
  /** Event types and globs: `call.*` matches all types with this start, `*` every type. */
  on,
  /** A CEL expression over the event and its session. */
  if: z.string().optional(),
  do: z.enum(['post', 'ignore']).default('post'),
  /** The template's name; by default the event's type. */
  template: z.string().optional(),
  mention: mentions.optional(),
  show: z.enum(['post', 'thread', 'card']).optional(),
  urgent: z.boolean().optional(),
  digest: duration.optional(),
  escalate: z.strictObject({ after: duration, mention: mentions.optional() }).optional(),
  /** Stays in the list but is skipped. */
  paused: z.boolean().optional(),
});

/** The fields of a rule as they are saved. */
export type RuleBody = z.output<typeof ruleSchema>;

/** A rule with its place in a channel's list. */
export interface Rule extends RuleBody {
  id: string;
  /** `slack:T0123/C0456` */
  channel: string;
  /** From 0, within its channel. */
  position: number;
}
