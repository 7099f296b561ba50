import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRuleLine } from '../../../src/chat/rules/line/parse-rule-line.ts';
import { patternsOf } from '../../../src/rules/glob.ts';
import { type RuleBody, ruleSchema } from '../../../src/rules/rule.ts';
import { conditions } from '../../rules/arbitrary-rules.ts';
import { writeRuleLine } from './write-rule-line.ts';

const parse = (line: string) => parseRuleLine(line, typed => typed);

test('a line with everything', () => {
  const line =
    'call.missed, call.rejected if call.kind == "video" && call.caller.name != "do" do ignore template x mention @here <@U1> show thread urgent digest 10m escalate 5m to <@U2> at 2';
  expect(parse(line)).toEqual({
    rule: {
      on: ['call.missed', 'call.rejected'],
      if: 'call.kind == "video" && call.caller.name != "do"',
      do: 'ignore',
      template: 'x',
      mention: ['@here', '<@U1>'],
      show: 'thread',
      urgent: true,
      digest: '10m',
      escalate: { after: '5m', mention: ['<@U2>'] },
    },
    place: 2,
    problems: [],
  });
});

test('keywords come in any order, and the condition ends at the next keyword outside of its strings', () => {
  expect(parse("call.* template x if call.caller.name == 'no urgent show' mention @here").rule).toEqual({
    on: 'call.*',
    template: 'x',
    if: "call.caller.name == 'no urgent show'",
    mention: ['@here'],
  });
  expect(parse('call.* if call.show == 1 do ignore').rule.if).toBe('call.show == 1');
  expect(parse(String.raw`call.* if call.id == r"\" do ignore`).rule).toMatchObject({
    if: String.raw`call.id == r"\"`,
  });
});

test('curly quotes are read as straight quotes', () => {
  expect(parse('call.* if call.kind == “video” do ignore').rule.if).toBe('call.kind == "video"');
  expect(parse('call.* if call.caller.name == "“Ada”"').rule.if).toBe('call.caller.name == "“Ada”"');
});

describe('the problem of a line', () => {
  test.each([
    ['', 'on', 'Name at least one event: call.missed, call.* or *', undefined],
    ['if true', 'on', 'Name at least one event: call.missed, call.* or *', undefined],
    ['call.missed mentoin @here', 'on', 'Didn’t understand “mentoin”', 'mention'],
    ['call.missed to #other', 'on', '“to” isn’t possible: a rule posts in its own channel', undefined],
    ['call.missed tempalte x', 'on', 'Didn’t understand “tempalte”', 'template'],
    ['call.missed mention @here tempalte x', 'mention', 'Didn’t understand “tempalte” after “mention”', 'template'],
    ['call.* if call.caller.name == "mentoin" tempalte x', 'if', 'Didn’t understand “tempalte” after “if”', 'template'],
    ['call.missed template x mentoin @here', 'template', 'Didn’t understand “mentoin” after “template”', 'mention'],
    ['call.missed if', 'if', '“if” needs a condition. Example: if call.kind == "video"', undefined],
    ['call.missed template', 'template', '“template” needs a name. Example: template call.missed', undefined],
    ['call.missed show thread urgnt', 'show', 'Didn’t understand “urgnt” after “show”', 'urgent'],
    ['call.missed urgent yes', 'urgent', 'Didn’t understand “yes” after “urgent”', undefined],
    ['call.missed do ignore do post', 'do', '“do” appears twice', undefined],
    ['call.missed at top', 'at', '“at” needs a position. Example: at 1', undefined],
  ])('%s', (line, path, message, suggestion) => {
    expect(parse(line).problems).toEqual([{ path: [path], message, ...(suggestion && { suggestion }) }]);
  });
});

const word = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('to', 'if', 'urgent', '<@U1>', 'a b', '"', ',', 'x'),
);
/** No bare word of letters alone but a keyword, which is quoted: another could be reported as a typo of a keyword. */
const mention = word.filter(text => text === 'urgent' || !/^[a-z]{4,}$/i.test(text));
const duration = fc.tuple(fc.nat(999), fc.constantFrom('s', 'm', 'h', 'd')).map(([count, unit]) => `${count}${unit}`);
/** No bare word of letters alone: it could be reported as a typo of a keyword. */
const type = fc.oneof(fc.constantFrom('call.missed', '*', 'call.*', 'at', 'to'), word).map(text => `${text}.`);
const string = fc.oneof(fc.string(), fc.constantFrom('do', ' if x do ignore ', "it's", '“”', '// no'));
const condition = fc.oneof(
  fc.constantFrom(...conditions),
  string.map(text => `call.id == ${JSON.stringify(text)} && true`),
);
const rules: fc.Arbitrary<RuleBody> = fc.record(
  {
    on: fc.oneof(type, fc.array(type, { minLength: 2, maxLength: 4 })),
    if: condition,
    do: fc.constantFrom('post' as const, 'ignore' as const),
    template: word,
    mention: fc.array(mention, { minLength: 1, maxLength: 3 }),
    show: fc.constantFrom('post' as const, 'thread' as const, 'card' as const),
    urgent: fc.constant(true),
    digest: duration,
    escalate: fc.record(
      { after: duration, mention: fc.array(word, { minLength: 1, maxLength: 3 }) },
      { requiredKeys: ['after'] },
    ),
    paused: fc.constant(true),
  },
  { requiredKeys: ['on', 'do'] },
);

test('parse(write(rule)) returns the rule', () => {
  fc.assert(
    fc.property(rules, rule => {
      const { rule: read, problems } = parse(writeRuleLine(rule));
      expect(problems).toEqual([]);
      expect({ ...ruleSchema.parse(read), on: patternsOf(ruleSchema.parse(read)) }).toEqual({
        ...rule,
        on: patternsOf(rule),
      });
    }),
    { numRuns: 500 },
  );
});

test('any text is read without an error', () => {
  const typed = fc
    .array(fc.oneof(word, condition, fc.constantFrom('do', 'at', 'escalate', "'''", 'r"')))
    .map(words => words.join(' '));
  fc.assert(
    fc.property(typed, line => {
      expect(Array.isArray(parse(line).problems)).toBe(true);
    }),
  );
});

test('a line of more than 4,000 characters is not read', () => {
  const { rule, problems } = parse('calll '.repeat(700));
  expect({ rule, problems }).toEqual({
    rule: {},
    problems: [{ path: ['on'], message: 'Write at most 4,000 characters' }],
  });
});
