/** A rule: one line of a channel's ordered list. The first that matches an event decides. */
import { z } from 'zod';
import { durationPattern } from '../util/duration.ts';

/** `10s`, `5m`, `2h`, `1d`. */
const duration = z.string().regex(durationPattern, 'Use a duration like 10s, 5m, 2h or 1d');

/** What a rule and a channel's list may not exceed: each rule is looked at whenever the list is read or an event comes. */
export const ruleBounds = {
  /** Rules of one channel. */
  rules: 200,
  /** Types and globs of one rule, and the characters of each. */
  types: 100,
  type: 100,
  /** Mentions of one rule, and the characters of each. */
  mentions: 50,
  mention: 200,
} as const;

/** The sentence for a list that is too long. */
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
  /** Which types; `call.*` takes all that begin so, `*` is every type. */
  on,
  /** A CEL expression over the event and its session. */
  if: z.string().optional(),
  do: z.enum(['post', 'ignore']).default('post'),
  /** The template's name; the event's type when not given. */
  template: z.string().optional(),
  mention: mentions.optional(),
  show: z.enum(['post', 'thread', 'card']).optional(),
  urgent: z.boolean().optional(),
  digest: duration.optional(),
  escalate: z.strictObject({ after: duration, mention: mentions.optional() }).optional(),
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
