import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/messages/message.ts';
import { discordHtml } from '../../../src/platforms/discord/lookalike/lookalike.ts';
import { renderMessage as shapeForDiscord } from '../../../src/platforms/discord/message/render.ts';
import type { LookalikeOptions } from '../../../src/platforms/lookalike/frame.ts';
import { slackHtml } from '../../../src/platforms/slack/lookalike/lookalike.ts';
import { renderMessage as shapeForSlack } from '../../../src/platforms/slack/message/render.ts';
import { problemsOf, readText } from './tags.ts';

const look: LookalikeOptions = { postedAt: Date.parse('2026-03-02T14:05:00Z'), timezone: 'UTC' };
const at = Date.parse('2026-03-02T14:00:00Z') / 1000;
const slack = (...elements: unknown[]) => {
  const section = { type: 'rich_text_section', elements };
  return slackHtml({ blocks: [{ type: 'rich_text', elements: [section] }] }, look);
};
const slackMrkdwn = (text: string) =>
  slackHtml({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }, look);
const discord = (content: string) => discordHtml({ components: [{ type: 10, content }] }, look);

test('both previews show the bot and the time', () => {
  for (const html of [slack(), discord('')]) {
    expect(readText(html)).toMatch(/^Callboard APP 2:05 PM/);
    expect(html).toContain('datetime="2026-03-02T14:05:00.000Z"');
  }
  expect(readText(slackHtml({}))).toBe('Callboard APP ');
});

test('an action button of either platform carries its action, and a link button none', () => {
  const message = {
    ...{ title: [], color: null, blocks: [], mentions: [], footnote: [] },
    buttons: [{ label: 'Open', url: 'https://example.com/' }],
    actions: [{ label: '<Claim>', action: 'claims.claim|"7' }],
  };
  for (const html of [slackHtml(shapeForSlack(message)), discordHtml(shapeForDiscord(message))]) {
    expect(problemsOf(html)).toEqual([]);
    expect(html.match(/data-action="[^"]*"/g)).toEqual(['data-action="claims.claim|&quot;7"']);
    expect(html).toMatch(/<button type="button" class="\w+-button" data-action="[^"]*">&lt;Claim&gt;<\/button>/);
  }
});

describe('Slack', () => {
  test.each([
    [{ type: 'text', text: 'a\nb <i>' }, 'a<br>b &lt;i&gt;'],
    [{ type: 'text', text: 'x', style: { bold: true, italic: true, code: true } }, '<b><i><code>x</code></i></b>'],
    [{ type: 'broadcast', range: 'here' }, '<span class="slack-ping">@here</span>'],
    [{ type: 'user', user_id: 'U1' }, '<span class="slack-mention">@U1</span>'],
    [{ type: 'emoji', name: 'wave', unicode: '1f44b' }, '👋'],
    [{ type: 'emoji', name: 'ours', unicode: 'nonsense' }, ':ours:'],
    [{ type: 'link', url: 'javascript:alert(1)', text: 'no' }, '<div>no</div>'],
    [{ type: 'date', timestamp: at, format: '{date_short_pretty} at {time}' }, '>today at 2:00 PM</time>'],
    [{ type: 'date', timestamp: at, format: '{date_long_full}' }, '>March 2, 2026</time>'],
    [{ type: 'date', timestamp: at, format: '{date_num} {unknown}' }, '>2026-03-02 {unknown}</time>'],
    [{ type: 'date', timestamp: at - 3600, format: '{ago}' }, '>1 hour ago</time>'],
    [{ type: 'date', timestamp: 1e300, format: '{time}', fallback: 'then' }, '<div>then</div>'],
    [{ type: 'new thing', text: 'still read' }, 'still read'],
  ])('writes %j', (element, expected) => {
    expect(slack(element)).toContain(expected);
  });

  test.each([
    ['*a _b_* `c` ~d~', '<b>a <i>b</i></b> <code>c</code> <s>d</s>'],
    ['&lt;!here&gt; &amp;amp;', '&lt;!here&gt; &amp;amp;'],
    [`<!date^${at}^{time}|fallback>`, '>2:00 PM</time>'],
    ['<!subteam^S1|@nurses>', '<span class="slack-mention">@nurses</span>'],
    ['<javascript:alert(1)|press>', '>press'],
  ])('reads the mrkdwn %j', (text, expected) => {
    expect(slackMrkdwn(text)).toContain(expected);
  });

  test('shows lists, quotes, code, buttons and the bar of an attachment', () => {
    const text = (words: string) => [{ type: 'text', text: words }];
    const item = { type: 'rich_text_section', elements: text('item') };
    const rich = [
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [item] },
      { type: 'rich_text_list', style: 'ordered', elements: [item] },
      { type: 'rich_text_quote', elements: text('quote') },
      { type: 'rich_text_preformatted', elements: text('<code>') },
    ];
    const button = { type: 'button', text: { type: 'plain_text', text: 'Open' }, url: 'https://a.example/?a=1&b="' };
    const blocks = [
      { type: 'rich_text', elements: rich },
      { type: 'divider' },
      { type: 'actions', elements: [button] },
    ];
    const html = slackHtml({ attachments: [{ color: '#e01e5a', blocks }] }, look);
    expect(html).toContain('<ul data-indent="1"><li>item</li></ul><ol data-indent="0" start="1"><li>item</li></ol>');
    expect(html).toContain('<blockquote>quote</blockquote><pre>&lt;code&gt;</pre></div><hr>');
    expect(html).toContain('href="https://a.example/?a=1&amp;b=%22" target="_blank" rel="noopener');
    expect(html).toContain('fill="#e01e5a"');
    expect(slackHtml({ attachments: [{ color: '"><script>', text: 'x' }] })).toContain('fill="#dddddd"');
  });

  test('a day later a date of today reads yesterday', () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: `<!date^${at}^{date_pretty}|then>` } }];
    const readAt = Date.parse('2026-03-03T09:00:00Z');
    expect(slackHtml({ blocks }, { ...look, readAt })).toContain('>yesterday</time>');
    expect(discordHtml({ components: [{ type: 10, content: `<t:${at}:R>` }] }, { ...look, readAt })).toContain(
      '>19 hours',
    );
  });

  test('shows the text of a message without blocks', () => {
    expect(slackHtml({ text: '*hello*' })).toContain('<b>hello</b>');
  });
});

describe('Discord', () => {
  test.each([
    ['**a *b*** __c__ ~~d~~', '<b>a <i>b</i></b> <u>c</u> <s>d</s>'],
    ['***both***', '<b><i>both</i></b>'],
    ['snake_case_word _it_', 'snake_case_word <i>it</i>'],
    [
      '\\*\\*not bold\\*\\* \\<@1\\> \\[x\\]\\(https\\:\\/\\/a.example\\)',
      '**not bold** &lt;@1&gt; [x](https://a.example)',
    ],
    ['**\\*starred\\***', '<b>*starred*</b>'],
    ['`**raw** \\*`', '<code>**raw** \\*</code>'],
    ['one\ntwo', '<div>one<br>two</div>'],
    ['### Title\ntext', '<div class="discord-heading" data-level="3">Title</div><div>text</div>'],
    ['-# small **b**', '<small>small <b>b</b></small>'],
    ['> a\n> b', '<blockquote><div>a<br>b</div></blockquote>'],
    ['```json\n{"a": "<b>"}\n```', '<pre>{&quot;a&quot;: &quot;&lt;b&gt;&quot;}</pre>'],
    ['1. one\n2. two\n   more', '<span class="discord-number">2.</span>two<br>more</li></ul>'],
    ['- a\n  - b', '<li data-depth="1"><i class="discord-bullet"></i>b</li>'],
    [
      '<@1> <@&2> <#3> @here',
      '>@1</span> <span class="discord-mention">@2</span> <span class="discord-mention">#3</span>',
    ],
    [`<t:${at}:t>`, '>2:00 PM</time>'],
    [`<t:${at}:f>`, '>March 2, 2026 at 2:00 PM</time>'],
    [`<t:${at}:R>`, '>5 minutes ago</time>'],
    ['<t:9999999999999>', '&lt;t:9999999999999&gt;'],
    ['see https://a.example/x.', 'rel="noopener noreferrer nofollow">https://a.example/x</a>.'],
    ['[https://a.example](https://b.example)', '<div>[https://a.example](https://b.example)</div>'],
    ['[x](javascript:alert)', '<div>[x](javascript:alert)</div>'],
    ['2 * 3 * 4 and **', '<div>2 * 3 * 4 and **</div>'],
  ])('reads %j', (content, expected) => {
    expect(discord(content)).toContain(expected);
    expect(problemsOf(discord(content))).toEqual([]);
  });

  test('shows a container with its color, separators and rows of buttons, and unknown components as text', () => {
    const button = { type: 2, style: 5, label: 'Open <it>', url: 'https://a.example/' };
    const inside = [
      { type: 10, content: 'in' },
      { type: 14 },
      { type: 1, components: [button] },
      { type: 99, label: 'new' },
    ];
    const html = discordHtml({ components: [{ type: 17, accent_color: 0x00ff00, components: inside }] }, look);
    expect(html).toContain('fill="#00ff00"');
    expect(html).toContain('<hr data-size="small">');
    expect(html).toMatch(/<a class="discord-button" href="https:\/\/a\.example\/"[^>]*>Open &lt;it&gt;<svg/);
    expect(readText(html)).toContain('new');
  });
});

/** Text of pieces that could break out of HTML or Markdown. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '`',
        '```',
        '\n',
        '\\',
        '*',
        '**',
        '_',
        '__',
        '~~',
        '||',
        '|',
        '(',
        ')',
        '[',
        ']',
      ),
      fc.constantFrom(
        '<script>',
        'javascript:alert(1)',
        '" onload="x',
        'https://a.example',
        '<t:1:R>',
        '<@1>',
        '<!date^1^{time}|x>',
      ),
      fc.constantFrom(
        '> ',
        '- ',
        '  1. ',
        '# ',
        '-# ',
        '[a](',
        '](https://b.example/"x)',
        '</a>',
        '&lt;img src=x onerror=y&gt;',
      ),
      fc.string({ maxLength: 5, unit: 'binary' }),
    ),
    { maxLength: 25 },
  )
  .map(pieces => pieces.join(''));

describe('the HTML is safe', () => {
  const leaf = fc.oneof(
    nasty,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(1, 2, 9, 10, 14, 17),
  );
  const slackTypes = [
    'rich_text',
    'section',
    'header',
    'context',
    'actions',
    'button',
    'link',
    'date',
    'mrkdwn',
    'rich_text_list',
  ];
  const { body } = fc.letrec(tie => ({
    body: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('object')),
    list: fc.array(tie('body'), { maxLength: 3 }),
    object: fc.record(
      {
        type: fc.oneof(fc.constantFrom(...slackTypes), fc.constantFrom(1, 2, 9, 10, 14, 17, 99)),
        ...Object.fromEntries(
          ['text', 'url', 'content', 'label', 'color', 'accent_color', 'style', 'format', 'timestamp', 'indent'].map(
            key => [key, leaf],
          ),
        ),
        ...Object.fromEntries(
          ['blocks', 'elements', 'components', 'attachments', 'embeds', 'accessory'].map(key => [key, tie('body')]),
        ),
      },
      { requiredKeys: ['type'] },
    ),
  }));

  test('for any body', () => {
    fc.assert(
      fc.property(body, any => {
        expect([...problemsOf(slackHtml(any, look)), ...problemsOf(discordHtml(any, look))]).toEqual([]);
      }),
    );
  });

  test('for any text in the fields that are parsed', () => {
    fc.assert(
      fc.property(nasty, text => {
        const shown = [slackMrkdwn(text), slack({ type: 'link', url: text, text }), discord(text)];
        expect(shown.flatMap(problemsOf)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('for a thousand nested levels', () => {
    let deep: unknown = { type: 10, content: 'bottom' };
    for (let level = 0; level < 1000; level += 1) deep = { type: 17, components: [deep], elements: [deep] };
    expect(
      [discordHtml({ components: [deep] }), slackHtml({ blocks: [deep] }), discord('*_'.repeat(2000))].flatMap(
        problemsOf,
      ),
    ).toEqual([]);
  });

  test.each([
    '<script>x</script>',
    '<b onclick="x">y</b>',
    '<a class="" href="javascript:x" target="_blank" rel="noopener">y</a>',
    '<a class="" href="https://a.example">y</a>',
    '<b>',
    'a"b',
  ])('by a check that finds %s', html => {
    expect(problemsOf(html)).not.toEqual([]);
  });
});

test('both previews show the values of a message unchanged', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' })
    .filter(text => text.trim() === text && text !== '');
  fc.assert(
    fc.property(word, text => {
      const blocks: Message['blocks'] = [{ type: 'paragraph', content: [{ type: 'text', text: `said: ${text} end` }] }];
      const message: Message = { title: [], color: 'red', blocks, buttons: [], mentions: [], footnote: [] };
      const plain = (html: string) => readText(html).replaceAll('\u200b', '');
      expect(plain(slackHtml(shapeForSlack(message)))).toContain(`said: ${text} end`);
      expect(plain(discordHtml(shapeForDiscord(message)))).toContain(`said: ${text} end`);
    }),
    { numRuns: 500 },
  );
});
