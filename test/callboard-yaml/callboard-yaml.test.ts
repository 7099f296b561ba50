import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffFiles, formatDiff } from '../../src/callboard-yaml/diff-files.ts';
import { describeFieldsWithoutEffect } from '../../src/callboard-yaml/fields-without-effect.ts';
import type { CallboardFile } from '../../src/callboard-yaml/file-schema.ts';
import { formatFileProblem, parseFile } from '../../src/callboard-yaml/parse-file.ts';
import { formatFile } from '../../src/callboard-yaml/print-file.ts';
import { colors } from '../../src/messages/message.ts';
import { checks, conditions, ruleBodies } from '../rules/arbitrary-rules.ts';

const example = `channels:
  slack:T0123/C0456:
    timezone: Europe/London
    quiet: [ { days: Mon-Fri, from: "18:00", to: "08:00" }, { days: Sat-Sun } ]
    rules:
      - { on: call.missed, if: 'call.kind == "video"', template: call.missed, mention: [ "<!here>" ], escalate: { after: 10m, mention: [ "<@U1>" ] } }
      - { on: "message.*", do: ignore }
      - { on: [ meeting.ended, recording.ready ], show: thread }
templates:
  call.missed:
    title: Missed call
    color: red
    body: |
      **{{call.caller.name}}** called

      No one came
`;

function fileOf(text: string): CallboardFile {
  const parsed = parseFile(text, checks);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatFileProblem).join('\n'));
  return parsed.file;
}

function problemsOf(text: string): string[] {
  const parsed = parseFile(text, checks);
  return parsed.ok ? [] : parsed.problems.map(formatFileProblem);
}

test('the example is written exactly as it was read', () => {
  const file = fileOf(example);
  expect(file.channels['slack:T0123/C0456']?.rules[1]).toEqual({ on: 'message.*', do: 'ignore' });
  expect(formatFile(file)).toBe(example);
});

test('every problem is reported at once, with line, column and a suggestion', () => {
  const broken = `channels:
  slack:T1/C1:
    timezone: Europe/Lodon
    quiet: [{ days: Weekends, from: "25:00" }]
    rules:
      - { on: call.mised, if: 'call.kind == "vidio"', mention: [me] }
      - on: "*"
        if: |
          call.nme == "x"
        shwo: card
  C2: {}
templates:
  plain: { title: x, colour: red, body: "{{broken" }
  other: { body: "{{broken" }
channel: {}
`;
  expect(problemsOf(broken)).toEqual([
    '3:15: slack:T1/C1, timezone: Unknown time zone. Use one like Europe/London. Did you mean "Europe/London"?',
    '4:13: slack:T1/C1, quiet 1: Set both "from" and "to", or neither',
    '4:21: slack:T1/C1, quiet 1, days: Use days like Mon-Fri, Sat or Mon,Wed (Mon Tue Wed Thu Fri Sat Sun)',
    '4:37: slack:T1/C1, quiet 1, from: Use a time of day like "18:00", in quotes',
    '6:15: slack:T1/C1, rule 1, on: Unknown event type "call.mised". Did you mean "call.missed"?',
    '6:45: slack:T1/C1, rule 1, if: call.kind can\'t be "vidio". Did you mean "video"?',
    '6:65: slack:T1/C1, rule 1, mention 1: no mention',
    '8:13: slack:T1/C1, rule 2, if: Unknown field "call.nme". Did you mean "call.caller.name"?',
    '10:9: slack:T1/C1, rule 2, shwo: Unknown field "shwo". Did you mean "show"?',
    '11:3: C2: no address',
    '13:10: template plain: does not parse',
    '13:22: template plain, colour: Unknown field "colour". Did you mean "color"?',
    '14:10: template other: does not parse',
    '15:1: channel: Unknown field "channel". Did you mean "channels"?',
  ]);
});

test('an empty file and empty sections have no channels and no templates', () => {
  for (const text of ['', '# nothing yet\n', 'channels:\ntemplates:\n']) {
    expect(fileOf(text)).toEqual({ channels: {}, templates: {} });
  }
  expect(fileOf('channels:\n  slack:T1/C1:\n').channels).toEqual({ 'slack:T1/C1': { rules: [] } });
});

test('invalid or exponentially large YAML is a problem and not an exception', () => {
  expect(problemsOf('channels: [')).toEqual(['1:12: Missing closing ]']);
  expect(problemsOf('channels:\n  slack:T1/C1: {}\n  slack:T1/C1: {}\n')).toEqual([
    '3:3: "slack:T1/C1" is set twice. Delete one of them',
  ]);
  expect(problemsOf('['.repeat(20_000)).length).toBeGreaterThan(0);
  const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [of, name] of ['ab', 'bc', 'cd', 'de'].map(pair => [...pair])) {
    laughs.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(',')}]`);
  }
  expect(problemsOf(laughs.join('\n'))).toEqual([expect.stringContaining('alias')]);
  expect(problemsOf('#'.repeat(1024 * 1024 + 1))).toEqual(['1:1: The file is longer than 1,048,576 characters']);
});

test('parsing never throws', () => {
  const pieces = fc.constantFrom(
    'channels:',
    'templates:',
    '\n',
    '  ',
    'slack:T1/C1:',
    '- ',
    '{ on: "*" }',
    '&a',
    '*a',
    '[',
    ']',
    '"',
    '|',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 20 }).map(words => words.join('')),
  );
  fc.assert(
    fc.property(text, content => {
      const parsed = parseFile(content, checks);
      if (parsed.ok) return;
      for (const { line, column } of parsed.problems) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
      expect(parsed.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('18:00', 'yes', '- a\n  b\n\n', '# x', ' lead', '{{a}}\r\n'),
);
const channel = fc.record(
  {
    timezone: fc.constantFrom('Europe/London', 'UTC', 'Asia/Calcutta'),
    quiet: fc.array(fc.constantFrom({ days: 'Sat-Sun' }, { days: 'Mon,Wed', from: '18:00', to: '08:00' }), {
      maxLength: 2,
    }),
    rules: fc.array(
      fc
        .tuple(
          ruleBodies.filter(rule => rule.on !== '*foo' && !rule.on.includes('*foo')),
          fc.record(
            {
              template: fc.constantFrom('plain', 'call.missed'),
              mention: fc.array(
                texts.map(text => `<${text}`),
                { maxLength: 2 },
              ),
              show: fc.constantFrom('post' as const, 'thread' as const, 'card' as const),
              urgent: fc.boolean(),
              digest: fc.constant('10m'),
              escalate: fc.record(
                { after: fc.constantFrom('10s', '1d'), mention: fc.constant<string[]>(['<@U1>']) },
                { requiredKeys: ['after'] },
              ),
              if: fc.constantFrom(
                ...conditions,
                'call.kind ==\n  "video"',
                "call.status == 'it''s'.trim()".replace("''", '"'),
              ),
            },
            { requiredKeys: [] },
          ),
        )
        .map(([rule, more]) => ({ ...rule, ...more })),
      { maxLength: 4 },
    ),
  },
  { requiredKeys: ['rules'] },
);
const template = fc.record({
  title: texts,
  color: fc.constantFrom(null, ...colors),
  buttons: fc.array(fc.record({ label: texts, url: texts }), { maxLength: 2 }),
  body: texts,
});
const files: fc.Arbitrary<CallboardFile> = fc.record({
  channels: fc.dictionary(fc.constantFrom('slack:T1/C1', 'slack:T1/C2'), channel, { noNullPrototype: true }),
  templates: fc.dictionary(fc.constantFrom('call.missed', 'rules', 'quiet', '1.5', 'true'), template, {
    noNullPrototype: true,
  }),
});

test('a formatted file parses to the same file', () => {
  fc.assert(
    fc.property(files, file => {
      expect(fileOf(formatFile(file))).toEqual(file);
    }),
    { numRuns: 300 },
  );
});

test('a file equals itself; the diff to another file lists each change', () => {
  fc.assert(
    fc.property(files, file => {
      expect(diffFiles(file, structuredClone(file))).toEqual([]);
    }),
  );
  const before = fileOf(example);
  const after = fileOf(
    example
      .replace('Europe/London', 'UTC')
      .replace('      - { on: "message.*", do: ignore }\n', '')
      .replace('show: thread', 'show: card')
      .replace('Missed call', 'Missed')
      .replace('channels:', 'channels:\n  slack:T1/C1: { rules: [{ on: "*" }] }'),
  );
  expect(formatDiff(diffFiles(before, after))).toEqual([
    'slack:T0123/C0456',
    '  ~ timezone Europe/London',
    '      → UTC',
    '  - rule { on: "message.*", do: ignore }',
    '  ~ rule { on: [ meeting.ended, recording.ready ], show: thread }',
    '      → { on: [ meeting.ended, recording.ready ], show: card }',
    'slack:T1/C1',
    '  + channel',
    '  + rule { on: "*" }',
    'template call.missed',
    '  ~ changed',
  ]);
});

test('each field without effect yet is described in one sentence', () => {
  const channel = fileOf(example).channels['slack:T0123/C0456'];
  if (channel === undefined) throw new Error('no channel');
  expect(describeFieldsWithoutEffect(channel)).toEqual(['quiet has no effect yet: messages are posted at any time']);
  expect(channel.rules.map(rule => describeFieldsWithoutEffect(rule).length)).toEqual([1, 0, 1]);
});

test.each([
  ['show: card', 'show: card has no effect yet: each event is posted as a new message'],
  ['show: thread', 'show: thread has no effect yet: each event is posted as a new message'],
  ['digest: 1h', 'digest has no effect yet: events are posted one by one'],
  ['escalate: { after: 10m }', 'escalate has no effect yet: no one is pinged later'],
  ['urgent: true', "urgent has no effect yet: quiet hours aren't available"],
])('a rule with %s is accepted with a warning', (setting, warning) => {
  const { channels } = fileOf(`channels:\n  slack:T1/C1:\n    rules:\n      - { on: "*", ${setting} }\n`);
  const rules = channels['slack:T1/C1']?.rules ?? [];
  expect(rules).toHaveLength(1);
  expect(rules.flatMap(describeFieldsWithoutEffect)).toEqual([warning]);
});

test('the old action "notify" is an error at its position that names "post"', () => {
  expect(problemsOf('channels:\n  slack:T1/C1:\n    rules:\n      - { on: "*", do: notify }\n')).toEqual([
    '4:24: slack:T1/C1, rule 1, do: "notify" is now called "post"',
  ]);
});
