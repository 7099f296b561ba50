import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeActionId,
  encodeActionId,
  maxActionLength,
  writeAction,
  writeMessageAction,
} from '../../src/platforms/action-id.ts';
import type { ControlRow } from '../../src/platforms/chat-protocol.ts';
import { controlRows } from '../../src/platforms/discord/listeners/controls.ts';
import { type ControlUse, controlBlocks, parseControlUse } from '../../src/platforms/slack/listeners/controls.ts';
import { createSizeBudget } from '../../src/platforms/slack/message/size-budget.ts';
import { actionId } from './arbitrary-action-ids.ts';

test('an action ID of any kind decodes to what was encoded', () => {
  fc.assert(
    fc.property(actionId, id => {
      expect(decodeActionId(encodeActionId(id))).toEqual(id);
    }),
  );
});

test("a posted message's action carries the id of a row, and proves no right to use the command", () => {
  const action = writeMessageAction('claims.claim', '3f2a-9');
  expect(decodeActionId(action)).toEqual({
    is: 'part',
    command: 'claims',
    part: 'claim',
    args: ['3f2a-9'],
    shown: { is: 'open' },
  });
});

test('any text decodes to an action ID or to null, and never throws', () => {
  const word = fc.constantFrom(
    'run',
    'open',
    'home',
    'saved',
    'form',
    'repeat',
    'rules.edit',
    'C1',
    '{}',
    '%',
    '%zz',
    '',
  );
  const likeOurs = fc
    .array(fc.oneof(word, fc.string({ unit: 'binary' })), { maxLength: 5 })
    .map(words => words.join('|'));
  const cut = fc.tuple(actionId, fc.nat(200)).map(([id, length]) => encodeActionId(id).slice(0, length));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), likeOurs, cut), text => {
      const id = decodeActionId(text);
      if (id) expect(decodeActionId(encodeActionId(id))).toEqual(id);
    }),
  );
});

test.each([
  '',
  'run',
  'rules',
  'run|a|b',
  'open|open|run|menu',
  'open|saved|aaaaaaaaaaaaaaaa',
  'home|C1',
  'saved',
  'form|a|b',
  'repeat|',
  'repeat|{"is":"home"}',
  'repeat|{"is":"command"}',
  'again {"is":"command","words":"add"}',
  'constructor',
])('%j is no action ID', text => {
  expect(decodeActionId(text)).toBeNull();
});

test('lone surrogates in arguments are replaced, and NUL characters are left out', () => {
  expect(writeAction('rules.edit', 'a\ud800\0')).toBe(writeAction('rules.edit', 'a\ufffd'));
  expect(decodeActionId('rules.edit|a%00')).toMatchObject({ args: ['a'] });
});

test('Slack and Discord carry every action ID of the maximum length, in a button and in a menu', () => {
  const fitting = actionId.map(encodeActionId).filter(each => each.length <= maxActionLength);
  const longest = fc.nat(maxActionLength - 'run|'.length).map(length => `run|${'x'.repeat(length)}`);
  fc.assert(
    fc.property(fc.oneof(fitting, longest), action => {
      for (const row of rowsOf(action)) {
        expect(slackElements(row).map(carriedBySlack)).toEqual([action]);
        for (const { action_id, value = '' } of slackElements(row)) {
          expect(action_id.length).toBeLessThanOrEqual(255);
          expect(value.length).toBeLessThanOrEqual(2000);
        }
        const onDiscord = controlRows([row]).flatMap(({ components }) => components.map(({ custom_id }) => custom_id));
        expect(onDiscord).toEqual([action]);
        expect(action.length).toBeLessThanOrEqual(100);
      }
    }),
  );
});

function rowsOf(action: string): ControlRow[] {
  return [
    { is: 'buttons', buttons: [{ label: 'Press', action }] },
    { is: 'select', placeholder: 'Select', action, choices: [{ label: 'One', value: '1' }] },
  ];
}

function slackElements(row: ControlRow): ControlUse[] {
  const { blocks } = controlBlocks([row], createSizeBudget(10_000), 20);
  return blocks.flatMap(block => ('elements' in block ? (block.elements as ControlUse[]) : []));
}

const carriedBySlack = (element: ControlUse) => parseControlUse(element)?.action;
