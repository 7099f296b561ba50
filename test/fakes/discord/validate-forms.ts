/** The modals and commands that Discord accepts, written from its documentation and not from our code. */
import { z } from 'zod';
import { customId, filled, id, stringSelect, textDisplay } from './validate.ts';

/** https://docs.discord.com/developers/components/reference#text-input */
const textInput = z
  .strictObject({
    id,
    type: z.literal(4),
    custom_id: customId,
    style: z.literal([1, 2]),
    min_length: z.int().min(0).max(4000).optional(),
    max_length: z.int().min(1).max(4000).default(4000),
    required: z.boolean().default(true),
    value: z.string().max(4000).optional(),
    placeholder: z.string().max(100).optional(),
  })
  .refine(({ value = '', max_length }) => value.length <= max_length, 'The value is longer than max_length.');

/** https://docs.discord.com/developers/components/reference#label */
const label = z.strictObject({
  id,
  type: z.literal(18),
  label: filled(45),
  description: filled(100).optional(),
  component: z.union([textInput, stringSelect]),
});

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export const modal = z
  .strictObject({
    custom_id: customId,
    title: filled(45),
    components: z
      .array(z.discriminatedUnion('type', [label, textDisplay]))
      .min(1)
      .max(5),
  })
  .refine(({ components }) => {
    const ids = components.flatMap(each => ('component' in each ? each.component.custom_id : []));
    return new Set(ids).size === ids.length;
  }, 'Component custom id cannot be duplicated');

export type Modal = z.output<typeof modal>;
export type Label = z.output<typeof label>;

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-choice-structure */
const choice = z.strictObject({ name: filled(100), value: filled(100) });
export const choices = z.strictObject({ choices: z.array(choice).max(25) });
export type Choices = z.output<typeof choices>['choices'];

const name = z.string().regex(/^[-_'\p{L}\p{N}]{1,32}$/u);
const textOption = z.strictObject({
  type: z.literal(3),
  name,
  description: filled(100),
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
});
const flagOption = z.strictObject({ type: z.literal(5), name, description: filled(100) });
const subcommand = z.strictObject({
  type: z.literal(1),
  name,
  description: filled(100),
  options: z
    .array(z.discriminatedUnion('type', [textOption, flagOption]))
    .max(25)
    .optional(),
});
const shared = {
  default_member_permissions: z.string().regex(/^\d+$/).nullable().optional(),
  contexts: z.array(z.literal([0, 1, 2])).optional(),
  integration_types: z.array(z.literal([0, 1])).optional(),
};
const slash = z.strictObject({
  ...shared,
  type: z.literal(1),
  name,
  description: filled(100),
  options: z.array(subcommand).max(25),
});
const messageCommand = z.strictObject({ ...shared, type: z.literal(3), name: filled(32) });

/** https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-global-application-commands */
export const commands = z
  .array(z.discriminatedUnion('type', [slash, messageCommand]))
  .refine(all => all.every(each => each.type !== 1 || length(each) <= 8000), 'At most 8000 characters of a command.');

export type Command = z.output<typeof commands>[number];

/** Counts names and descriptions: https://docs.discord.com/developers/interactions/application-commands#slash-commands */
function length(each: { name: string; description: string; options?: object[] | undefined }): number {
  const inside = (each.options ?? []) as (typeof each)[];
  return each.name.length + each.description.length + inside.reduce((sum, option) => sum + length(option), 0);
}
