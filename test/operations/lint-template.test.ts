import { expect, test } from 'vitest';
import { buildSession } from '../../src/events/build-session.ts';
import { render, renderStrictly } from '../../src/messages/render-template.ts';
import { loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import { lintTemplate, type RenderedPlatform, renderedPlatforms } from '../../src/operations/lint-template.ts';
import { sampleOfType } from '../../src/operations/sample-event.ts';
import { typesOfTemplate } from '../../src/operations/template-names.ts';
import { providerTitle } from '../../src/sources/providers/index.ts';
import { makeContext, makeEvent, makeTemplate } from '../messages/samples.ts';

/** No trigger alone means a failed call: the body says so. */
function sampleOf(type: string) {
  if (type !== 'call.failed') return sampleOfType(type, Date.now());
  const missed = sampleOfType('call.missed', Date.now());
  return missed && { ...missed, type };
}

test('the built-in templates have no warnings', async () => {
  const builtins = loadBuiltins();
  for (const [name, template] of builtins) {
    const types = typesOfTemplate(name, builtins, []);
    const samples = types.flatMap(type => sampleOf(type) ?? []);
    const messages = samples.map(event =>
      renderStrictly(template, {
        event,
        providerTitle: providerTitle(event.provider),
        session: buildSession([event]),
        timezone: 'UTC',
      }),
    );
    expect(messages, name).not.toEqual([]);
    expect([name, ...(await lintTemplate(template, types, messages))]).toEqual([name]);
  }
});

test('each message is rendered once per platform, and the event loop runs before each', async () => {
  const buttons = Array.from({ length: 5 }, (_, at) => ({ label: `Open ${at}`, url: `https://a.example/${at}` }));
  const template = makeTemplate('a b '.repeat(200), { buttons });
  const message = render(template, makeContext(makeEvent('message.sent')));
  let served = 0;
  let lintEnded = false;
  const serve = () => {
    served++;
    if (!lintEnded) setImmediate(serve);
  };
  setImmediate(serve);
  const shaped: { kind: string; served: number }[] = [];
  const counting = renderedPlatforms.map(kind => ({
    ...kind,
    renderText(one) {
      shaped.push({ kind: kind.name, served });
      return kind.renderText(one);
    },
  })) satisfies RenderedPlatform[];
  const warnings = await lintTemplate(template, ['message.sent'], [message, message, message], { kinds: counting });
  lintEnded = true;
  expect(warnings).toEqual([]);
  expect(shaped.map(({ kind }) => kind)).toEqual(renderedPlatforms.flatMap(({ name }) => [name, name, name]));
  expect(new Set(shaped.map(one => one.served)).size).toBe(shaped.length);
});

test('each part that a platform cuts and each link that it drops is named', async () => {
  const url = (length: number) => `https://a.example/${'y'.repeat(length)}`;
  const template = makeTemplate('x'.repeat(5000), {
    title: 'long '.repeat(100),
    buttons: [
      { label: 'Short', url: url(10) },
      { label: 'Long', url: url(3900) },
    ],
  });
  const message = render(template, makeContext(makeEvent('message.sent')));
  expect(await lintTemplate(template, ['message.sent'], [message])).toEqual([
    'Slack will drop the “Long” link: the URL is too long.',
    'Discord will cut off the title.',
    'Discord will cut off the text.',
    'Discord will drop the “Long” link: the URL is too long.',
  ]);
});

test('a value that the last real events never have is reported, unless its block leaves it out', async () => {
  const call = { caller: { id: 'u1', name: 'Ann' }, kind: 'video' } as const;
  const real = [1, 2].map(() => makeContext(makeEvent('call.missed', { call })));
  const lint = (title: string, contexts = real) =>
    lintTemplate(makeTemplate('', { title }), ['call.missed'], [], { real: contexts });
  const at = '{{time call.startedAt}}';
  expect(await lint(`{{caller}} rang {{callee}} at ${at}.`)).toEqual([
    '{{callee}} had no value in the last 2 events here.',
    `${at} had no value in the last 2 events here.`,
  ]);
  expect(await lint(`{{#if call.startedAt}}${at}{{/if}} {{kind}} {{when}} {{person call.callee "x"}}`)).toEqual([]);
  expect(await lint('{{#each people}}{{this}}{{/each}} {{pick call.outcome ""}} {{recording}}')).toEqual([
    '{{recording}} had no value in the last 2 events here.',
  ]);
  const started = makeContext(makeEvent('call.missed', { call: { startedAt: '2026-11-21T09:30:00.000Z' } }));
  expect(await lint(at, [...real, started])).toEqual([]);
  expect(await lint('a\n  {{duration\n  call.duration}}', real.slice(1))).toEqual([
    '{{duration call.duration}} had no value in the last event here.',
  ]);
  expect(await lint(at, [])).toEqual([]);
});

test('every text that looks like a mention is named', async () => {
  expect(await lintTemplate(makeTemplate('@here <@U123>', { title: '@here' }), ['call.missed'], [])).toEqual([
    "@here and <@U123> won't ping anyone from a template. Add mentions to the rule instead.",
  ]);
});
