/** Discord accepts every rendered reply, form and completion. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Field } from '../../../../src/platforms/chat-protocol.ts';
import { renderModal } from '../../../../src/platforms/discord/listeners/modal.ts';
import { choicesFor, commandText } from '../../../../src/platforms/discord/listeners/options-to-text.ts';
import { renderReply } from '../../../../src/platforms/discord/listeners/reply.ts';
import { leaveUnmarked, memberMark } from '../../../../src/platforms/discord/listeners/signed-controls.ts';
import { effects, parse } from '../../../fakes/discord/markdown.ts';
import { readComponents } from '../../../fakes/discord/read.ts';
import { check, flatten, validate } from '../../../fakes/discord/validate.ts';
import { choices, modal } from '../../../fakes/discord/validate-forms.ts';
import { sayMessage } from '../../contract.ts';
import { hostile } from '../message/arbitrary.ts';
import { anyChoices, anyForm, anyReply } from './arbitrary-replies.ts';
import { longList, ruleForm } from './connected-bot.ts';

const ann = memberMark('token', 'guild/channel/ann');
const four = Array.from({ length: 4 }, (_, at): Field => ({ is: 'text', name: `f${at}`, label: `Field ${at}` }));
const flags = (1 << 15) | (1 << 6);

function accepted(body: object) {
  const valid = validate('answer', { ...body, flags });
  if ('errors' in valid) throw new Error(JSON.stringify(valid.errors));
  return valid.body.components;
}

test('every reply with its controls and previews becomes a message that Discord accepts', () => {
  fc.assert(
    fc.property(anyReply, fc.boolean(), (reply, mark) => {
      const body = renderReply(reply);
      const components = (mark ? ann.apply : leaveUnmarked)<object>(body.components);
      accepted({ ...body, components });
      expect(ann.isMarked(components)).toBe(mark);
      expect(body.allowed_mentions).toEqual({ parse: [], users: [], roles: [], replied_user: false });
    }),
    { numRuns: 80 },
  );
});

test('every form becomes a modal that Discord accepts', () => {
  fc.assert(
    fc.property(anyForm, fc.boolean(), (form, mark) => {
      const body = renderModal(form, mark ? ann.apply : leaveUnmarked);
      expect(check(modal, body)).not.toHaveProperty('errors');
      expect(ann.isMarked(body.components)).toBe(mark);
    }),
    { numRuns: 150 },
  );
});

test('an introduction is plain text, hostile or not', () => {
  fc.assert(
    fc.property(hostile, intro => {
      const shown = renderModal({ ...ruleForm, intro }, leaveUnmarked).components;
      const texts = shown.filter(component => component.type === 10);
      // Every other component of a form is a field.
      expect(shown.length - texts.length).toBe(ruleForm.fields.length);
      for (const { content } of texts) expect(effects(parse(content))).toEqual([]);
      if (/[a-z]/.test(intro)) expect(texts).toHaveLength(1);
    }),
  );
});

test('any choices become completions that Discord accepts', () => {
  fc.assert(
    fc.property(anyChoices, hostile, (all, before) => {
      expect(check(choices, { choices: choicesFor(all, before) })).not.toHaveProperty('errors');
    }),
    { numRuns: 80 },
  );
});

test('command text is one line, hostile or not', () => {
  fc.assert(
    fc.property(hostile, value => {
      expect(commandText('add', [{ name: 'on', value }])).toMatch(/^add[^\n\r]*$/);
    }),
  );
});

test('previews follow the controls below a line, as many as fit', () => {
  const { components } = renderReply({
    message: sayMessage('The template'),
    controls: [{ is: 'buttons', buttons: [{ label: 'Save', action: 'templates.save' }] }],
    previews: [sayMessage('One'), sayMessage('Two'), sayMessage('Three')],
  });
  const text = readComponents(accepted({ components }));
  expect(text).toMatch(/The template[\s\S]*\[Save\]\n---\nOne[\s\S]*Two[\s\S]*Three/);
});

test('long texts leave room for controls and previews', () => {
  const long = { ...sayMessage('Long'), blocks: [{ type: 'code' as const, text: 'x'.repeat(9000) }] };
  const { components } = renderReply({
    message: long,
    controls: Array.from({ length: 6 }, (_, row) => ({
      is: 'buttons',
      buttons: Array.from({ length: 5 }, (_, at) => ({ label: `Button ${row} ${at}`, action: `x.press|${row}|${at}` })),
    })),
    previews: [long, long],
  });
  const all = flatten(accepted({ components }));
  expect(all.filter(each => 'custom_id' in each)).toHaveLength(20);
  expect(all.filter(({ type }) => type === 17)).toHaveLength(2);
});

test('with five fields the introduction describes the first field without a hint', () => {
  const [list] = longList.fields;
  const hinted = { ...list, hint: 'call.* is all of them' } as Field;
  const { components } = renderModal({ ...ruleForm, fields: [hinted, ...four] }, leaveUnmarked);
  expect(components[0]).toMatchObject({ description: 'Separate with commas. call.* is all of them' });
  expect(components[1]).toMatchObject({ description: ruleForm.intro });
});

test('the names come below the fields: the introduction keeps its lines, escaped, and they follow it, without their notes when they don’t fit', () => {
  const contentOf = (count: number) => {
    const names = Array.from({ length: count }, (_, at) => ({ text: `call.f${at}`, note: 'a *note*' }));
    const lists = [{ label: 'All fields', names, folded: true }];
    const form = { ...ruleForm, intro: '*Ann*\n- Bo', lists, fields: four };
    const intro = renderModal(form, leaveUnmarked).components.at(-1);
    return intro && 'content' in intro ? intro.content : '';
  };
  expect(contentOf(1)).toBe('\\*Ann\\*\n\\- Bo\n\nAll fields\\:\ncall.f0 a \\*note\\*');
  expect(contentOf(140)).toMatch(/\n\nAll fields\\: call\.f0, call\.f1, .*, call\.f139$/);
});

test('if every field has a hint, the introduction follows the first hint as far as it fits', () => {
  const fields = Array.from(
    { length: 5 },
    (_, at): Field => ({ is: 'text', name: `f${at}`, label: 'F', hint: 'Hint' }),
  );
  const { components } = renderModal({ ...ruleForm, intro: 'x '.repeat(100), fields }, leaveUnmarked);
  expect(components[0]).toMatchObject({ description: expect.stringMatching(/^Hint x x .*…$/) });
});

test('a single choice is a select of up to 25 options, and a text input beyond that', () => {
  const choices = Array.from({ length: 26 }, (_, n) => ({ label: `T${n}`, value: `t${n}` }));
  const one = (many: number): Field => ({
    is: 'one',
    name: 'it',
    label: 'It',
    choices: choices.slice(0, many),
    value: ['t7'],
  });
  const shown = [25, 26].map(
    many => renderModal({ ...ruleForm, intro: '', fields: [one(many)] }, leaveUnmarked).components[0],
  );
  expect(shown[0]).toMatchObject({ component: { type: 3, max_values: 1, custom_id: 'it' } });
  expect(shown[1]).toMatchObject({ component: { type: 4, value: 't7', custom_id: 'it' } });
});

test('a mark is valid for one bot, one channel and one person', () => {
  const marked = ann.apply([{ type: 10, content: 'x' }]);
  expect(ann.isMarked(marked)).toBe(true);
  for (const [token, who] of [
    ['other', 'guild/channel/ann'],
    ['token', 'guild/channel/bob'],
    ['token', 'guild/other/ann'],
  ] as const) {
    expect(memberMark(token, who).isMarked(marked)).toBe(false);
  }
  for (const none of [[], [null], [{ type: 10 }], [{ id: 'x' }]]) expect(ann.isMarked(none)).toBe(false);
});
