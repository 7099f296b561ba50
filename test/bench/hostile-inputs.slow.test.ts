/** The bench's hostile inputs are answered; `npm run bench -- hostile` measures for how long they block. */
import { expect, test } from 'vitest';
import { render, renderStrictly } from '../../src/messages/render-template.ts';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
import { platformDescriptors } from '../../src/platforms/index.ts';
import { compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { textFunctions } from '../../src/rules/condition/condition-functions.ts';
import { makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from '../messages/samples.ts';
import { hostileConditions, hostileName, hostileTemplates } from './hostile-inputs.ts';

const people = Array.from({ length: 2000 }, (_, at) => ({ ...makeAttendee(`Person ${at}`), id: `id${at}` }));
const event = makeEvent('message.sent', {
  message: { text: 'words <b> *more* '.repeat(500), sender: { name: hostileName } },
});
const context = makeContext(event, makeSession({ people }));

test.each(Object.entries(hostileTemplates))('template %s is rendered, or rejected in a sentence', (_, body) => {
  const template = makeTemplate(body, { title: 'x' });
  const problems = checkTemplate(template);
  for (const problem of problems) expect(problem).toMatch(/^(title|body|Empty|Longer than)/);
  // Within its bounds whatever it is, and saying why where it can't be used.
  const message = render(template, context);
  expect(JSON.stringify(message).length).toBeLessThan(1_000_000);
  for (const kind of Object.values(platformDescriptors)) expect(kind.render(message)).toBeDefined();
  try {
    renderStrictly(template, context);
  } catch (error) {
    expect(error).toMatchObject({ name: expect.stringMatching(/^(TemplateError|RangeError)$/) });
    expect(JSON.stringify(message.blocks)).toContain('This template failed, so I used the default layout.');
  }
});

/** Each condition is rejected with this problem, needs too many steps, or runs. */
const outcomes: Readonly<Record<string, string>> = {
  'in within a loop':
    'rejected: "in session.people" isn\'t supported inside a loop. Use session.people.exists(…) outside of it',
  'a text within a loop': 'costly',
  'sums within a loop': 'costly',
  'a loop of letters': "rejected: split() isn't supported. Use contains, startsWith or endsWith",
  'letters of a text': "rejected: split() isn't supported. Use contains, startsWith or endsWith",
  'time zones within a loop': 'costly',
  'comparisons with null': 'a value is null, so only == and != work',
  'most comparisons with null': 'costly',
  'as many comparisons as are allowed': 'false',
  'loops after loops': 'false',
  'loops of loops': 'false',
  'a text in capitals': 'false',
  'a long search': 'false',
  'short searches': 'false',
  'a long beginning': 'false',
  'a long end': 'false',
  'a name in capitals': 'false',
  'a name in small letters': 'false',
  'a name without spaces': 'false',
  'the size of a name': 'false',
  'a name as a number': 'Use double() with one number: double(call.duration)',
  'a name as a whole number': 'Use int() with one number: int(call.duration)',
  'a name as a time': 'Use timestamp() with one time: timestamp(time)',
  'a name as a zone': `Invalid time zone specified: ${hostileName}`.slice(0, 200),
  'a long duration':
    "rejected: duration() isn't supported. Compare seconds instead, for example session.duration > 600",
  'a name as a duration':
    "rejected: duration() isn't supported. Compare seconds instead, for example session.duration > 600",
  'a search from the end': "rejected: lastIndexOf() isn't supported. Use contains, startsWith or endsWith",
  'a regular expression': "rejected: matches() isn't supported. Use contains, startsWith or endsWith",
  bindings: 'rejected: Unknown name "cel"',
  'names that are wrong': 'rejected: Unknown field "call.kindd"',
  brackets: 'rejected: Too many parentheses or brackets inside each other',
  not: 'rejected: Too complex. Use fewer comparisons',
};

test.each(Object.entries(hostileConditions))('condition %s has its outcome', (name, text) => {
  expect(outcomeOf(text)).toBe(outcomes[name]);
});

function outcomeOf(text: string): string {
  const condition = compile(text);
  if (!condition.ok) return `rejected: ${condition.problems[0]?.message}`;
  const { matches, error, costly } = condition.evaluate(createContext(event, () => makeSession({ people })));
  expect(matches).toBe(false);
  if (costly) expect(error).toMatch(/^is too complex for this event/);
  return costly ? 'costly' : (error ?? 'false');
}

test.each([...textFunctions, 'int', 'double', 'timestamp'])('%s has a hostile text', name => {
  const texts = Object.values(hostileConditions).filter(text => text.includes('message.sender.name'));
  expect(texts.join()).toContain(`${name}(`);
});
