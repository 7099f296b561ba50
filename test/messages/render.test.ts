import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { plainText } from '../../src/messages/markdown/markdown-to-message.ts';
import { toText } from '../../src/messages/message-text.ts';
import { render, renderStrictly } from '../../src/messages/render-template.ts';
import { makeAttendee, makeContext, makeEvent, makeSession, makeTemplate } from './samples.ts';

const event = (url: string | null, name = 'Ann') =>
  makeEvent('recording.ready', { recording: { url }, call: { caller: { name } } });

describe('addresses', () => {
  const template = makeTemplate('[open]({{recording.url}})', {
    buttons: [{ label: 'Open', url: '{{recording.url}}' }],
  });

  test.each(['https://cdn.example/1.mp4?sig=a%20b&x=1', 'http://cdn.example/'])('%s is opened', url => {
    const message = renderStrictly(template, makeContext(event(url)));
    expect(message.buttons).toEqual([{ label: 'Open', url }]);
    expect(message.blocks).toEqual([{ type: 'paragraph', content: [{ type: 'link', url, text: 'open' }] }]);
  });

  test.each([
    null,
    'javascript:alert(1)',
    'data:text/html,x',
    'slack://open',
    '/a.mp4',
    'cdn.example/1.mp4',
    'https://',
    'https://slack.com@evil.example/',
  ])('%s is not', url => {
    const message = renderStrictly(template, makeContext(event(url)));
    expect(message.buttons).toEqual([]);
    expect(message.blocks).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'open' }] }]);
  });

  test('an address that is too long for every platform is left out with a note, in the text and for the button', () => {
    const url = `https://x.example/${'a'.repeat(20_000)}`;
    const message = renderStrictly(template, makeContext(event(url)));
    expect(message.buttons).toEqual([]);
    expect(toText({ ...message, title: [], footnote: [] })).toBe(
      "open (link too long: open it in the provider's dashboard)\nOpen (link too long: open it in the provider's dashboard)",
    );
  });

  test('a value within an address stays one part of it', () => {
    const url = (pattern: string, name: string) =>
      renderStrictly(
        makeTemplate('', { buttons: [{ label: 'a', url: pattern }] }),
        makeContext(event('https://a.example', name)),
      ).buttons[0]?.url;
    expect(url('https://crm.example/?q={{call.caller.name}}', 'a&b=/#?ü')).toBe(
      'https://crm.example/?q=a%26b%3D%2F%23%3F%C3%BC',
    );
    expect(url('https://{{call.caller.name}}.crm.example/', 'evil.example/')).toBeUndefined();
    expect(url('{{recording.url}}{{call.caller.name}}', '@evil.example')).toBeUndefined();
  });
});

describe('an unusable template', () => {
  test.each([
    '{{#if type}}',
    '{{nothing call}}',
    '{{#each session.people}}{{#each ../session.people}}{{#each @root.session.people}}- a long line that is written over and over again, and again{{/each}}{{/each}}{{/each}}',
    'x'.repeat(10_001),
  ])('makes way for the meaning and says why: %.40s', body => {
    const people = Array.from({ length: 100 }, () => makeAttendee('Ann'));
    const message = render(makeTemplate(body), makeContext(event(null), makeSession({ people })));
    expect(plainText(message.title)).toBe('Recording ready');
    expect(toText(message)).toContain('This template failed, so I used the default layout. Reason: ');
  });

  test.each([null, 'Nowhere/At_All', '+02:00'])('in the zone %s, texts have relative times', timezone => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T10:00:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    const template = makeTemplate('{{when}}, {{time}}, {{date}}, {{ago}}');
    const message = render(template, { ...makeContext(event(null)), timezone });
    expect(toText(message)).toContain('2 days ago, 2 days ago, 2 days ago, 2 days ago');
    expect(plainText(message.footnote)).toBe('CometChat · 2 days ago');
  });

  test('any template is rendered or replaced, never thrown, and bounded', () => {
    const pieces = [
      '{{#each session.people}}',
      '{{/each}}',
      '{{#if type}}',
      '{{else}}',
      '{{/if}}',
      '{{name}}',
      '{{call}}',
      '{{session.people}}',
      '{{this}}',
      '{{@root}}',
      '{{toString}}',
      '{{__proto__}}',
      '{{constructor.name}}',
      '{{person this}}',
      '{{list session.people}}',
      '{{time type}}',
      '{{who}}',
      '{{people}}',
      '{{recording}}',
      '{{#each people}}',
      '{{duration}}',
      '{{when}}',
      '\ue002',
      '- ',
      '> ',
      '\n',
      '**',
      '`',
      '[a](',
      ')',
      '\ue000',
      '\ue001',
      '0',
    ];
    const people = Array.from({ length: 60 }, (_, index) => makeAttendee(`Ann ${index} ${'x'.repeat(400)}`));
    const context = makeContext(event('https://a.example'), makeSession({ people }));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), words => {
        const message = render(makeTemplate(words.join(''), { title: words.slice(0, 5).join('') }), context);
        const written = JSON.stringify(message);
        expect(written.length).toBeLessThan(1_000_000);
        expect(toText(message).length).toBeLessThan(60_000);
        expect(written).not.toMatch(/[\ue000-\ue002]|function/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('#each', () => {
  const people = Array.from({ length: 30 }, (_, index) => makeAttendee(`P${index}`));
  const context = makeContext(event(null), makeSession({ people }));
  const write = (body: string) =>
    toText({ ...renderStrictly(makeTemplate(body, { title: '' }), context), footnote: [] });

  test('writes some and counts the others, in a list as an item', () => {
    expect(write('{{#each session.people max=2}}{{name}}, {{/each}}')).toBe('P0, P1, and 28 more');
    expect(write('{{#each session.people max=2}}\n- {{name}}\n{{/each}}')).toBe('- P0\n- P1\n- and 28 more');
    expect(write('{{#each session.people max=2}}\n1. {{name}}\n{{/each}}\nend')).toBe(
      '1. P0\n2. P1\n3. and 28 more end',
    );
    expect(write('{{#each session.people max=0}}{{name}}{{/each}}')).toBe('and 30 more');
    expect(write('{{#each session.people max=999}}{{name}} {{/each}}')).toMatch(/P24 and 5 more$/);
  });

  test('all of them together are bounded', () => {
    expect(write('{{#each session.people}}{{#each ../session.people}}.{{/each}}{{/each}}')).toMatch(/more$/);
    const dots = write('{{#each session.people}}{{#each ../session.people}}.{{/each}}{{/each}}').match(/\./g);
    expect(dots?.length).toBeLessThanOrEqual(400);
  });

  test('an empty list uses the else', () => {
    expect(write('{{#each session.recordings}}a{{else}}none{{/each}}')).toBe('none');
  });
});

describe('the work of one rendering', () => {
  const people = Array.from({ length: 10_000 }, (_, index) => makeAttendee(`Person ${index}`));
  const context = makeContext(event(null), makeSession({ people }));
  const write = (body: string) =>
    toText({ ...renderStrictly(makeTemplate(body, { title: '' }), context), footnote: [] });

  test('loops write fewer items of a long template, and count the others', () => {
    const nothing = '{{call.room}}'.repeat(700);
    const dots = (body: string) => write(body).match(/\./g)?.length ?? 0;
    expect(dots(`{{#each session.people}}{{#each ../session.people}}.{{/each}}{{/each}}`)).toBe(375);
    // 703 placeholders and blocks: 42 items are 30,000 steps.
    expect(
      dots(`{{#each session.people}}{{#each ../session.people}}.${nothing}{{/each}}{{/each}}`),
    ).toBeLessThanOrEqual(42);
    expect(write(`{{#each session.people}}.${nothing}{{/each}}`)).toMatch(/and 9975 more$/);
  });

  const loop = (text: string) => `{{#each session.people}}${text}{{/each}}`;
  const long = 'The message is longer than 20,000 characters. Shorten it, or use #each less';
  test.each([
    ['one huge list', '{{list session.people max=10000}}', 'More than 7,000 values. Use fewer'],
    ['many values in a loop', loop('{{name}}'.repeat(400)), long],
    ['many lists in a loop', loop('{{list @root.session.people max=999}}'.repeat(200)), 'More than 7,000 values'],
    ['a long text in a loop', loop('x'.repeat(900)), long],
    ['a long text in nested loops', loop(loop('x'.repeat(100)).replace('session', '../session')), long],
    ['nested quotes', `{{#if type}}${'> '.repeat(9)}a{{/if}}`, 'nested more than 8 levels deep'],
  ])('%s: rejected', (_, body, problem) => {
    expect(() => write(body)).toThrow(problem);
  });

  test('a long list without names is read a limited number of times', () => {
    const nameless = makeSession({ people: people.map(person => ({ ...person, id: null, name: null })) });
    const body = '{{list session.people}}'.repeat(20);
    expect(() => renderStrictly(makeTemplate(body), makeContext(event(null), nameless))).toThrow(
      'The same long list or text is used too often. Use {{list}} and {{eq}} less',
    );
  });

  test('equal long texts are compared a limited number of times', () => {
    const [name, also] = [1, 2].map(() => 'x'.repeat(450_000));
    const session = makeSession({
      people: people.slice(0, 25).map(one => ({ ...one, id: name ?? '', name: also ?? '' })),
    });
    const body = loop(`${'{{#if (eq id name)}}.{{/if}}'.repeat(200)}`);
    expect(() => renderStrictly(makeTemplate(body, { title: '' }), makeContext(event(null), session))).toThrow(
      'The same long list or text is used too often',
    );
  });

  test('addresses that values make long are written a limited number of times', () => {
    const session = makeSession({ people: people.slice(0, 25).map(one => ({ ...one, name: 'é'.repeat(20_000) })) });
    const write = (body: string) => {
      const slots: string[] = [];
      const encode = vi.spyOn(globalThis, 'encodeURIComponent').mockImplementation(text => {
        slots.push(String(text));
        return '%C3%A9'.repeat(String(text).length);
      });
      renderStrictly(makeTemplate(body, { title: '' }), makeContext(event(null), session));
      encode.mockRestore();
      return slots.length;
    };
    expect(write(loop('[a](https://a.example/{{name}}) '.repeat(10)))).toBeLessThan(5);
  });

  test('title, body and buttons share one bound', () => {
    const most = loop('x'.repeat(500));
    expect(() => renderStrictly(makeTemplate(most, { title: '' }), context)).not.toThrow();
    expect(() => renderStrictly(makeTemplate(most, { title: most }), context)).toThrow(long);
  });
});

test('times are for the reader: in titles and texts structure, on buttons words', () => {
  const buttons = [{ label: 'At {{time}}', url: 'https://a.example' }];
  const message = renderStrictly(
    makeTemplate('**{{time}}**', { title: 'At {{time}}', buttons }),
    makeContext(event(null)),
  );
  const time = { type: 'time', at: 1_795_253_400, format: 'time', fallback: '9:30 AM UTC' };
  expect(message.title).toEqual([{ type: 'text', text: 'At ' }, time]);
  expect(message.blocks).toEqual([{ type: 'paragraph', content: [{ ...time, style: { bold: true } }] }]);
  expect(message.buttons[0]?.label).toBe('At 9:30 AM UTC');
});

test('long values are truncated: shorter in titles, longer for text that a person wrote', () => {
  const long = 'x'.repeat(2000);
  const context = makeContext(makeEvent('message.sent', { message: { text: long, sender: { name: long } } }));
  const message = renderStrictly(
    makeTemplate('{{message.sender.name}}\n\n{{message.text}}', { title: '{{message.sender.name}}' }),
    context,
  );
  expect(plainText(message.title)).toBe(`${'x'.repeat(79)}…`);
  expect(toText({ ...message, title: [], footnote: [] })).toBe(`${'x'.repeat(299)}…\n${'x'.repeat(999)}…`);
});
