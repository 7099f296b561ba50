/** Generators of arbitrary replies, forms and choices. */
import fc from 'fast-check';
import type { Choice, ControlRow, Field, Form, NameList, Reply } from '../../../../src/platforms/chat-protocol.ts';
import { anyMessage, hostile } from '../message/arbitrary.ts';

const action = fc.oneof(
  fc.constantFrom('rules.edit|1', 'rules.edit|2', 'add.save', ''),
  fc.stringMatching(/^[a-z]{1,20}\.[a-z]{1,20}\|[a-z0-9%]{0,57}$/),
);

const choice: fc.Arbitrary<Choice> = fc.record(
  { label: hostile, value: fc.oneof(hostile, fc.stringMatching(/^[a-z.]{1,20}$/)), description: hostile },
  { requiredKeys: ['label', 'value'] },
);

const row: fc.Arbitrary<ControlRow> = fc.oneof(
  fc.record({
    is: fc.constant('buttons' as const),
    buttons: fc.array(
      fc.record(
        { label: hostile, action, style: fc.constantFrom('primary' as const, 'danger' as const) },
        { requiredKeys: ['label', 'action'] },
      ),
      { maxLength: 7 },
    ),
  }),
  fc.record({
    is: fc.constant('select' as const),
    placeholder: hostile,
    action,
    choices: fc.array(choice, { maxLength: 40 }),
  }),
);

export const anyReply: fc.Arbitrary<Reply> = fc.record(
  {
    is: fc.constant('reply' as const),
    message: anyMessage,
    controls: fc.array(row, { maxLength: 8 }),
    previews: fc.array(anyMessage, { maxLength: 7 }),
  },
  { requiredKeys: ['is', 'message'] },
);

const name = fc.stringMatching(/^[a-z]{1,12}$/);
const shared = { name, label: hostile, hint: hostile, optional: fc.boolean() };
const listed = { ...shared, value: fc.array(hostile, { maxLength: 3 }) };

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      ...shared,
      is: fc.constant('text' as const),
      value: fc.oneof(hostile, fc.string({ maxLength: 6000 })),
      lines: fc.constantFrom('one' as const, 'many' as const),
      most: fc.integer({ min: 0, max: 9000 }),
    },
    { requiredKeys: ['is', 'name', 'label'] },
  ),
  fc.record(
    {
      ...listed,
      is: fc.constant('select' as const),
      choices: fc.array(choice, { maxLength: 30 }),
      many: fc.boolean(),
    },
    { requiredKeys: ['is', 'name', 'label', 'choices'] },
  ),
  fc.record(
    { ...listed, is: fc.constantFrom('list' as const, 'one' as const), choices: fc.array(choice, { maxLength: 100 }) },
    { requiredKeys: ['is', 'name', 'label', 'choices'] },
  ),
);

const nameList: fc.Arbitrary<NameList> = fc.record(
  { label: hostile, names: fc.array(fc.record({ text: hostile, note: hostile })), folded: fc.boolean() },
  { requiredKeys: ['label', 'names'] },
);

export const anyForm: fc.Arbitrary<Form> = fc.record(
  {
    title: hostile,
    action: fc.stringMatching(/^[a-z]{1,20}\.[a-z|]{1,20}$/),
    submit: hostile,
    intro: hostile,
    lists: fc.array(nameList, { maxLength: 2 }),
    fields: fc.uniqueArray(field, { maxLength: 6, selector: each => each.name }),
  },
  { requiredKeys: ['title', 'action', 'submit', 'fields'] },
);

export const anyChoices = fc.array(choice, { maxLength: 40 });
