/** Arbitrary replies and forms with hostile texts, also over Slack's limits. */
import fc from 'fast-check';
import type { Choice, ControlRow, Field, Form, NameList, Reply } from '../../../../src/platforms/chat-protocol.ts';
import { hostileText, message } from '../message/arbitrary.ts';

/** Action ids are ours, so never hostile. */
const action = fc.stringMatching(/^[a-z.]{1,20}\|[\w%-]{0,70}$/);
const name = fc.stringMatching(/^field[a-z]{0,9}$/);

const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ label: hostileText, value: hostileText }),
  fc.record({ label: hostileText, value: hostileText, description: hostileText }),
);

const row: fc.Arbitrary<ControlRow> = fc.oneof(
  fc.record({
    is: fc.constant('buttons'),
    buttons: fc.array(
      fc.record(
        { label: hostileText, action, style: fc.constantFrom('primary', 'danger') },
        { requiredKeys: ['label', 'action'] },
      ),
      { maxLength: 5 },
    ),
  }),
  fc.record({
    is: fc.constant('select'),
    placeholder: hostileText,
    action,
    choices: fc.array(choice, { maxLength: 30, size: 'max' }),
  }),
);

export const reply: fc.Arbitrary<Reply> = fc.record(
  {
    is: fc.constant('reply'),
    message,
    controls: fc.array(row, { maxLength: 12 }),
    previews: fc.array(message, { maxLength: 4 }),
    public: fc.boolean(),
    replaces: fc.boolean(),
  },
  { requiredKeys: ['is', 'message'] },
);

const longText = fc.oneof(hostileText, fc.string({ unit: 'binary', minLength: 4000, maxLength: 9000, size: 'max' }));
const value = fc.array(hostileText, { maxLength: 4 });
const labels = { name, label: hostileText, hint: hostileText, optional: fc.boolean() };

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record(
    {
      ...labels,
      is: fc.constant('text'),
      value: longText,
      lines: fc.constantFrom('one', 'many'),
      most: fc.integer({ min: 1, max: 9000 }),
    },
    { requiredKeys: ['name', 'label', 'is'] },
  ),
  fc.record(
    { ...labels, is: fc.constant('select'), choices: fc.array(choice, { maxLength: 25 }), value, many: fc.boolean() },
    { requiredKeys: ['name', 'label', 'is', 'choices'] },
  ),
  fc.record(
    { ...labels, is: fc.constant('one'), choices: fc.array(choice, { maxLength: 110, size: 'max' }), value },
    { requiredKeys: ['name', 'label', 'is', 'choices'] },
  ),
  fc.record(
    { ...labels, is: fc.constant('list'), choices: fc.array(choice, { maxLength: 110, size: 'max' }), value },
    { requiredKeys: ['name', 'label', 'is', 'choices'] },
  ),
);

const nameList: fc.Arbitrary<NameList> = fc.record(
  { label: hostileText, names: fc.array(fc.record({ text: hostileText, note: hostileText })), folded: fc.boolean() },
  { requiredKeys: ['label', 'names'] },
);

export const form: fc.Arbitrary<Form> = fc.record(
  {
    title: hostileText,
    action,
    submit: hostileText,
    intro: hostileText,
    lists: fc.array(nameList, { maxLength: 2 }),
    fields: fc.uniqueArray(field, { maxLength: 5, selector: one => one.name }),
  },
  { requiredKeys: ['title', 'action', 'submit', 'fields'] },
);

export const problems = fc.dictionary(name, hostileText, { maxKeys: 5 });
