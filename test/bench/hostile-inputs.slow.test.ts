/** The bench's hostile inputs are answered; `npm run bench -- hostile` measures for how long they block. */
import { expect, test } from 'vitest';
import { render, renderStrictly } from '../../src/messages/render-template.ts';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
import { platformDescriptors } from '../../src/platforms/index.ts';
import { compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from '../messages/samples.ts';
import { hostileConditions, hostileTemplates } from './hostile-inputs.ts';

const people = Array.from({ length: 2000 }, (_, at) => ({ ...makeAttendee(`Person ${at}`), id: `id${at}` }));
const event = makeEvent('message.sent', { message: { text: 'words <b> *more* '.repeat(500) } });
const context = makeContext(event, makeSession({ people }));

test.each(Object.entries(hostileTemplates))('template %s is rendered, or rejected in a sentence', (_, body) => {
  const template = makeTemplate(body, { title: 'x' });
  const problems = checkTemplate(template);
  for (const problem of problems) expect(problem).toMatch(/^(title|body|says nothing|longer than)/);
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

test.each(Object.entries(hostileConditions))('condition %s is judged, or rejected in a sentence', (_, text) => {
  const condition = compile(text);
  if (!condition.ok) {
    expect(condition.problems[0]?.message).toMatch(/\w/);
    return;
  }
  const { matches, error, costly } = condition.evaluate(createContext(event, () => makeSession({ people })));
  expect(matches).toBe(false);
  if (costly) expect(error).toMatch(/^needs [\d,]+ steps for this event/);
});
