/**
 * The Components V2 messages that Discord accepts, written from its documentation and not from our code:
 * https://docs.discord.com/developers/components/reference and …/resources/message
 */
import { z } from 'zod';

/** Text that is not blank. */
export const filled = (max: number) =>
  z
    .string()
    .max(max, `Must be ${max} or fewer in length.`)
    .refine(text => text.trim() !== '', 'This field is required')
    .refine(text => text.isWellFormed(), 'Not valid Unicode');
const snowflake = z.string().regex(/^\d{15,20}$/, 'Not a snowflake');

/** https://docs.discord.com/developers/components/reference#anatomy-of-a-component */
export const id = z.int32().min(0).optional();

export const textDisplay = z.strictObject({ id, type: z.literal(10), content: filled(4000) });
const separator = z.strictObject({ id, type: z.literal(14), divider: z.boolean().optional() });
const linkButton = z.strictObject({
  id,
  type: z.literal(2),
  style: z.literal(5),
  label: filled(80),
  url: z.url({ protocol: /^https?$/ }).max(512),
});
export const customId = filled(100);
const pressButton = z.strictObject({
  id,
  type: z.literal(2),
  style: z.literal([1, 2, 3, 4]),
  label: filled(80),
  custom_id: customId,
});
const button = z.discriminatedUnion('style', [linkButton, pressButton]);

/** https://docs.discord.com/developers/components/reference#string-select; `required` counts in forms only. */
export const stringSelect = z
  .strictObject({
    id,
    type: z.literal(3),
    custom_id: customId,
    placeholder: z.string().max(150).optional(),
    min_values: z.int().min(0).max(25).default(1),
    max_values: z.int().min(1).max(25).default(1),
    required: z.boolean().default(true),
    options: z
      .array(
        z.strictObject({
          label: filled(100),
          value: filled(100),
          description: filled(100).optional(),
          default: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(25),
  })
  .refine(({ options }) => differ(options.map(({ value }) => value)), 'The specified option value is already used')
  .refine(({ options, max_values }) => max_values <= options.length, 'Must be at most the number of options.')
  .refine(
    ({ options, max_values }) => options.filter(option => option.default).length <= max_values,
    'More defaults than can be chosen.',
  );

const actionRow = z.strictObject({
  id,
  type: z.literal(1),
  components: z.union([z.array(button).min(1).max(5), z.tuple([stringSelect])]),
});
const inside = z.discriminatedUnion('type', [textDisplay, separator, actionRow]);
const container = z.strictObject({
  id,
  type: z.literal(17),
  accent_color: z.int().min(0).max(0xffffff).nullable().optional(),
  components: z.array(inside).min(1),
});

const allowedMentions = z
  .strictObject({
    parse: z.array(z.enum(['everyone', 'users', 'roles'])),
    users: z.array(snowflake).max(100).optional(),
    roles: z.array(snowflake).max(100).optional(),
    replied_user: z.boolean().optional(),
  })
  .refine(({ parse, users }) => !(parse.includes('users') && users?.length), 'parse and users are mutually exclusive')
  .refine(({ parse, roles }) => !(parse.includes('roles') && roles?.length), 'parse and roles are mutually exclusive');

const components = z
  .array(z.discriminatedUnion('type', [textDisplay, separator, actionRow, container]))
  .min(1)
  .refine(all => idsDiffer(flatten(all)), 'Component ids must be unique.')
  .refine(all => differ(customIds(flatten(all))), 'Component custom id cannot be duplicated')
  .refine(all => flatten(all).length <= 40, 'Must be 40 or fewer components.')
  .refine(all => textLength(flatten(all)) <= 4000, 'Must be 4000 or fewer characters of text.');

const edit = z.strictObject({ flags: z.literal(1 << 15), components, allowed_mentions: allowedMentions.optional() });
const create = edit.extend({
  nonce: z.string().max(25).optional(),
  enforce_nonce: z.boolean().optional(),
  message_reference: z.strictObject({ message_id: snowflake, fail_if_not_exists: z.boolean().optional() }).optional(),
});

/** The data of a response to an interaction: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-messages */
const answer = edit.extend({ flags: z.literal([1 << 15, (1 << 15) | (1 << 6)]) });

export type CreateBody = z.output<typeof create>;
export type AnswerBody = z.output<typeof answer>;

interface Bodies {
  create: CreateBody;
  edit: z.output<typeof edit>;
  answer: AnswerBody;
}
const forms: { [Kind in keyof Bodies]: z.ZodType<Bodies[Kind]> } = { create, edit, answer };

export type Component =
  | z.output<typeof inside>
  | z.output<typeof container>
  | z.output<typeof button>
  | z.output<typeof stringSelect>;

/** The components with all nested ones. */
export function flatten(all: Component[]): Component[] {
  return all.flatMap(each => ('components' in each ? [each, ...flatten(each.components)] : [each]));
}

/** An id of 0 counts as missing. */
function idsDiffer(all: Component[]): boolean {
  return differ(all.flatMap(({ id }) => id || []));
}

const differ = (all: unknown[]) => new Set(all).size === all.length;
const customIds = (all: Component[]) => all.flatMap(each => ('custom_id' in each ? each.custom_id : []));

const textLength = (all: Component[]) =>
  all.reduce((sum, each) => sum + ('content' in each ? each.content : 'label' in each ? each.label : '').length, 0);

/** Returns the body as Discord accepts it, or Discord's `errors` object. */
export function validate<Kind extends keyof Bodies>(
  kind: Kind,
  body: unknown,
): { body: Bodies[Kind] } | { errors: object } {
  return check(forms[kind], body);
}

/** The same check with any schema. */
export function check<T>(form: z.ZodType<T>, body: unknown): { body: T } | { errors: object } {
  const parsed = form.safeParse(body);
  if (parsed.success) return { body: parsed.data };
  return { errors: nest(parsed.error.issues) };
}

/** https://docs.discord.com/developers/reference#error-messages */
function nest(issues: z.core.$ZodIssue[]): object {
  const errors: Record<string, unknown> = {};
  for (const { path, message } of issues) {
    let at = errors;
    for (const key of path) {
      const next = (at[String(key)] ?? {}) as Record<string, unknown>;
      at[String(key)] = next;
      at = next;
    }
    at._errors = [...((at._errors as object[] | undefined) ?? []), { code: 'INVALID', message }];
  }
  return errors;
}
