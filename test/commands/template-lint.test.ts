import { expect, test } from 'vitest';
import { typesTold } from '../../src/commands/chat/template-names.ts';
import { sampleOfType } from '../../src/commands/sample-event.ts';
import { lintTemplate } from '../../src/commands/template-lint.ts';
import { foldSession } from '../../src/events/fold.ts';
import { loadBuiltins } from '../../src/messages/builtins.ts';
import { renderStrictly } from '../../src/messages/render.ts';

/** No trigger is a failed call by itself: its body says so. */
function sampleOf(type: string) {
  if (type !== 'call.failed') return sampleOfType(type, Date.now());
  const missed = sampleOfType('call.missed', Date.now());
  return missed && { ...missed, type };
}

test('the templates that Callboard comes with have nothing to be considered', () => {
  const builtins = loadBuiltins();
  for (const [name, template] of builtins) {
    const types = typesTold(name, builtins, []);
    const samples = types.flatMap(type => sampleOf(type) ?? []);
    const messages = samples.map(event =>
      renderStrictly(template, { event, session: foldSession([event]), timezone: 'UTC' }),
    );
    expect(messages, name).not.toEqual([]);
    expect([name, ...lintTemplate(template, types, messages)]).toEqual([name]);
  }
});
