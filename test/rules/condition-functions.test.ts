/** Conditions use only functions whose time is known, by name; a new version of the library can't add one. */
import { Environment } from '@marcbachmann/cel-js';
import { expect, test } from 'vitest';
import { compile } from '../../src/rules/condition/condition.ts';
import { allowedFunctions } from '../../src/rules/condition/condition-functions.ts';
import { explain } from '../../src/rules/explain.ts';
import { buildIndex } from '../../src/rules/match.ts';
import { callOf, noSession, rulesOf } from './arbitrary-rules.ts';

const forbidden = [
  ...['at', 'base64', 'bind', 'bool', 'bytes', 'duration', 'dyn', 'has', 'hasValue', 'hex', 'indexOf', 'join', 'json'],
  ...['lastIndexOf', 'matches', 'none', 'of', 'or', 'orValue', 'split', 'string', 'substring', 'type', 'uint', 'value'],
];

const { functions } = new Environment().getDefinitions();

test('every function of the library is allowed or forbidden', () => {
  const names = new Set(functions.map(({ name }) => name));
  expect([...names].toSorted()).toEqual([...allowedFunctions, ...forbidden].toSorted());
});

test('the allowed functions read texts in these ways only', () => {
  const readsText = functions.filter(({ receiverType, params }) =>
    [receiverType, ...params.map(({ type }) => type)].includes('string'),
  );
  const signatures = readsText.filter(({ name }) => allowedFunctions.has(name)).map(({ signature }) => signature);
  expect(signatures.filter(signature => !signature.startsWith('google.protobuf.Timestamp.get')).toSorted()).toEqual([
    'double(string): double',
    'int(string): int',
    'size(string): int',
    'string.contains(string): bool',
    'string.endsWith(string): bool',
    'string.lowerAscii(): string',
    'string.size(): int',
    'string.startsWith(string): bool',
    'string.trim(): string',
    'string.upperAscii(): string',
    'timestamp(string): google.protobuf.Timestamp',
  ]);
});

const forms = forbidden.flatMap(name => [
  `${name}(call.caller.id) == call.caller.id`,
  `${name}("1") == "1"`,
  `call.caller.id.${name}() == "1"`,
  `call.caller.id.${name}("1") == "1"`,
  `call.caller.id.${name}("1", 1) == "1"`,
]);

test.each(forms)('%s is rejected', condition => {
  const compiled = compile(condition);
  expect(compiled.ok ? [] : compiled.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^\w+\(\) isn't supported\. [A-Z]/),
  ]);
});

test('a stored rule with such a function never matches, and its explanation says why', async () => {
  const event = callOf({ id: '90m' });
  const rules = rulesOf(
    'slack:T1/C1',
    { on: '*', if: 'duration(call.id) > duration("1m")' },
    { on: '*', if: 'duration(call.id) == null || true' },
  );
  const index = buildIndex(rules);
  expect(index.decide(event, noSession)).toEqual([]);
  const problem = "duration() isn't supported. Compare seconds instead, for example session.duration > 600";
  expect(index.broken.map(({ problems }) => problems[0]?.message)).toEqual([problem, problem]);
  expect((await explain(event, rules, noSession)).steps[1]).toMatchObject({
    result: 'no match',
    reason: `condition is invalid: ${problem}`,
  });
});
