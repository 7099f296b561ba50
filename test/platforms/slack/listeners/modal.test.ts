import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Form } from '../../../../src/platforms/chat-protocol.ts';
import { problemsBelow, readFields, type ViewState } from '../../../../src/platforms/slack/listeners/modal.ts';
import { reopenFormReply, restoreInput } from '../../../../src/platforms/slack/listeners/notices.ts';
import { buildFormModal, type ReplyTarget } from '../../../../src/platforms/slack/listeners/reply-target.ts';
import { readMetadata, writeMetadata } from '../../../../src/platforms/slack/post/metadata.ts';
import { viewRefusal } from '../../../fakes/slack/validate-view.ts';
import { form, problems } from './arbitrary-replies.ts';

const wire = (value: object) => JSON.parse(JSON.stringify(value));

const place: ReplyTarget = {
  user: 'U1',
  origin: { workspace: 'T0123' },
  channel: 'T0123/C0456',
  responseUrl: 'https://hooks.slack.example/1',
  ephemeral: true,
  triggerId: '1.2',
  modal: null,
};

interface Input {
  block_id: string;
  type: string;
  element: { action_id: string; initial_value?: string; initial_option?: object; initial_options?: object[] };
}

/** The state of an unchanged view, as Slack reports it. */
function untouched(view: { blocks: object[] }): ViewState {
  const inputs = (view.blocks as Input[]).filter(({ type }) => type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id, element }) => [
      block_id,
      {
        [element.action_id]: {
          value: element.initial_value ?? null,
          selected_option: element.initial_option ?? null,
          ...(element.initial_options && { selected_options: element.initial_options }),
        },
      },
    ]),
  ) as ViewState;
}

test('Slack accepts every form, also with problems', () => {
  fc.assert(
    fc.property(form, problems, (one, wrong) => {
      expect(viewRefusal(wire(buildFormModal(place, one)))).toBeNull();
      expect(viewRefusal(wire(buildFormModal(place, one, wrong)))).toBeNull();
    }),
    { numRuns: 100 },
  );
});

test('an unchanged form is submitted unchanged, even with a text over the limit of an input', () => {
  fc.assert(
    fc.property(form, one => {
      const fields = readFields(untouched(wire(buildFormModal(place, one))));
      for (const field of one.fields) {
        if (field.is === 'text') expect(fields[field.name]?.join() ?? '').toBe((field.value ?? '').toWellFormed());
        else
          for (const value of fields[field.name] ?? [])
            expect(field.value?.map(one => one.toWellFormed())).toContain(value);
      }
    }),
    { numRuns: 100 },
  );
});

test('a long text is cut into parts at line ends, and joined again', () => {
  const body = Array.from({ length: 200 }, (_, n) => `line ${n} ${'x'.repeat(40)}`).join('\n');
  const one: Form = {
    title: 'Edit',
    action: 'edit',
    submit: 'Save',
    fields: [{ name: 'body', label: 'Body', is: 'text', lines: 'many', value: body }],
  };
  const view = wire(buildFormModal(place, one));
  expect(view.blocks.map(({ block_id }: Input) => block_id)).toEqual(['body', 'body~1n', 'body~2n', 'body~3n']);
  expect(readFields(untouched(view))).toEqual({ body: [body] });
});

test('a long text has room to grow, and any number of parts is in order', () => {
  const body = 'x'.repeat(2900);
  const field = { name: 'body', label: 'Body', is: 'text', lines: 'many', most: 10_000, value: body } as const;
  const view = wire(buildFormModal(place, { title: 'Edit', action: 'edit', submit: 'Save', fields: [field] }));
  const state = untouched(view);
  expect(Object.keys(state)).toEqual(['body', 'body~1n']);
  expect(readFields(state)).toEqual({ body: [body] });
  const parts = Array.from({ length: 12 }, (_, at) => [at === 0 ? 'body' : `body~${at}`, { f: { value: `${at},` } }]);
  expect(readFields(Object.fromEntries(parts))).toEqual({ body: ['0,1,2,3,4,5,6,7,8,9,10,11,'] });
});

test('initial values are selected, and an empty field has none', () => {
  const choices = ['a', 'b', 'c'].map(value => ({ label: value.toUpperCase(), value }));
  const one: Form = {
    title: 'T',
    action: 'a',
    submit: 'S',
    fields: [
      { name: 'one', label: 'One', is: 'select', choices, value: ['b'] },
      { name: 'many', label: 'Many', is: 'list', choices, value: ['a', 'c'] },
      { name: 'none', label: 'None', is: 'select', choices, optional: true },
      { name: 'text', label: 'Text', is: 'text' },
    ],
  };
  expect(readFields(untouched(wire(buildFormModal(place, one))))).toEqual({
    one: ['b'],
    many: ['a', 'c'],
    none: [],
    text: [],
  });
});

test('an optional choice can be cleared, and a choice from over 100 options is typed', () => {
  const choices = Array.from({ length: 101 }, (_, n) => ({ label: `T${n}`, value: `t${n}` }));
  const form = (many: number): Form => ({
    title: 'T',
    action: 'a',
    submit: 'S',
    fields: [{ name: 'it', label: 'It', is: 'one', optional: true, choices: choices.slice(0, many), value: ['t7'] }],
  });
  const [listed] = wire(buildFormModal(place, form(100))).blocks;
  expect(listed.element).toMatchObject({ type: 'multi_static_select', max_selected_items: 1 });
  expect(listed.element.initial_options).toMatchObject([{ value: 't7' }]);
  const view = wire(buildFormModal(place, form(101)));
  expect(view.blocks[0].element).toMatchObject({ type: 'plain_text_input', initial_value: 't7' });
  expect(readFields(untouched(view))).toEqual({ it: ['t7'] });
});

test('problems are under their fields; one without a field needs the form again', () => {
  const typed = { on: { field: { value: 'x' } } };
  expect(problemsBelow({ on: 'There is no such type.' }, typed)).toEqual({ on: 'There is no such type.' });
  expect(problemsBelow({ on: 'No.', other: 'No.' }, typed)).toBeNull();
  expect(problemsBelow({}, typed)).toBeNull();
});

test('the metadata of a form survives, without the response_url if it exceeds the limit', () => {
  const metadata = { action: 'add.save', channel: 'T1/C1', responseUrl: 'https://x', ephemeral: true };
  expect(readMetadata(writeMetadata(metadata))).toEqual(metadata);
  expect(readMetadata(writeMetadata({ ...metadata, responseUrl: 'x'.repeat(3000) }))).toEqual({
    ...metadata,
    responseUrl: null,
  });
  expect(readMetadata('none of ours')).toBeNull();
});

test('a form that could not be opened is requested again by its button, unless the input is too long', () => {
  const input = { is: 'command', words: 'add call.missed' } as const;
  const [row] = reopenFormReply(input).controls ?? [];
  const action = row?.is === 'buttons' ? (row.buttons[0]?.action ?? '') : '';
  expect(restoreInput({ is: 'action', action, chosen: [] })).toEqual(input);
  expect(restoreInput(input)).toBe(input);
  expect(reopenFormReply({ is: 'command', words: 'x'.repeat(2000) }).controls).toBeUndefined();
});
