/** Saves forms that a platform can open only on a later press. They survive a restart. */
import { z } from 'zod';
import type { Form, SavedForms } from '../../platforms/chat-protocol.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import type { Db } from '../../store/tables.ts';

const choices = z.array(z.strictObject({ label: z.string(), value: z.string(), description: z.string().optional() }));
const fieldParts = {
  name: z.string(),
  label: z.string(),
  hint: z.string().optional(),
  optional: z.boolean().optional(),
  shownFor: z.record(z.string(), z.array(z.string())).optional(),
  folded: z.boolean().optional(),
};
const choiceParts = { ...fieldParts, choices, value: z.array(z.string()).optional(), none: z.string().optional() };

/** Strict: saving a form with a property missing here fails, instead of dropping the property silently. */
const formSchema = z.strictObject({
  title: z.string(),
  action: z.string(),
  submit: z.string(),
  intro: z.string().optional(),
  lists: z
    .array(
      z.strictObject({
        label: z.string(),
        names: z.array(z.strictObject({ text: z.string(), note: z.string(), at: z.number().optional() })),
        folded: z.boolean().optional(),
      }),
    )
    .optional(),
  fields: z.array(
    z.discriminatedUnion('is', [
      z.strictObject({
        ...fieldParts,
        is: z.literal('text'),
        value: z.string().optional(),
        lines: z.enum(['one', 'many']).optional(),
        most: z.number().optional(),
      }),
      z.strictObject({ ...choiceParts, is: z.literal('select'), many: z.boolean().optional() }),
      z.strictObject({ ...choiceParts, is: z.literal('list') }),
      z.strictObject({ ...choiceParts, is: z.literal('one') }),
    ]),
  ),
});

const forms = defineSavedState<Form>('form', formSchema);

/** Creates the form storage of each platform, by the platform's name. */
export function createSavedForms(db: Db): (platform: string) => SavedForms {
  return platform => {
    const ownerOf = ({ by, channel }: Parameters<SavedForms['find']>[1]) => ({
      actor: `${platform}:${by.id}`,
      channel: `${platform}:${channel}`,
    });
    return {
      save: (form, request) => forms.save(db, ownerOf(request), form, Date.now()),
      find: (id, request) => forms.read(db, ownerOf(request), id, Date.now()),
    };
  };
}
