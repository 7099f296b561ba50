import { expect, test } from 'vitest';
import { typesTold } from '../../src/commands/chat/template-names.ts';
import { sampleOfType } from '../../src/commands/sample-event.ts';
import { lintTemplate } from '../../src/commands/template-lint.ts';
import { foldSession } from '../../src/events/fold.ts';
import { loadBuiltins } from '../../src/messages/builtins.ts';
import { renderStrictly } from '../../src/messages/render.ts';

test('the templates that Callboard comes with have nothing to be considered', () => {
  const builtins = loadBuiltins();
  for (const [name, template] of builtins) {
    const types = typesTold(name, builtins, []);
    const samples = types.map(type => sampleOfType(type, Date.now())).filter(event => event !== null);
    const messages = samples.map(event =>
      renderStrictly(template, { event, session: foldSession([event]), timezone: 'UTC' }),
    );
    expect(messages, name).not.toEqual([]);
    expect([name, ...lintTemplate(template, types, messages)]).toEqual([name]);
  }
});
