/** Schema of callboard.yaml: channels with their rules, and templates. */
import { z } from 'zod';
import type { Template } from '../messages/template/template.ts';
import { type RuleBody, ruleBounds, tooManyRules } from '../rules/rule.ts';
import { isTimezone } from '../util/timezone.ts';

const day = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const days = z
  .string()
  .regex(new RegExp(`^${day}([-,]${day})*$`), 'Use days like Mon-Fri, Sat or Mon,Wed (Mon Tue Wed Thu Fri Sat Sun)');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Use a time of day like "18:00", in quotes');

/** Hours of these days in which only urgent rules post. Without `from` and `to`, the whole day. */
const quietHours = z
  .strictObject({ days, from: clock.optional(), to: clock.optional() })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), 'Set both "from" and "to", or neither');
type QuietHours = z.output<typeof quietHours>;

const timezone = z.string().refine(isTimezone, 'Unknown time zone. Use one like Europe/London');

/** A channel whose rules aren't validated yet. */
export const channelSchema = z.strictObject({
  timezone: timezone.optional(),
  quiet: z.array(quietHours).optional(),
  rules: z.array(z.unknown()).max(ruleBounds.rules, tooManyRules).nullish(),
});

const byName = z.record(z.string(), z.unknown()).nullish();

/** A file whose channels and templates aren't validated yet. */
export const fileSchema = z.strictObject({ channels: byName, templates: byName });

/** Starts with a letter or digit, so that no name is special to JavaScript or a file system. */
export const templateName = /^[A-Za-z0-9][\w.-]{0,99}$/;

export interface FileChannel {
  /** IANA name. */
  timezone?: string;
  quiet?: QuietHours[];
  rules: RuleBody[];
}

export interface CallboardFile {
  /** By address, `slack:T0123/C0456`. */
  channels: Record<string, FileChannel>;
  /** By name. */
  templates: Record<string, Template>;
}
