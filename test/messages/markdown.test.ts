import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBlocks } from '../../src/messages/markdown/markdown-to-message.ts';

const text = (text: string, style?: object) => ({ type: 'text', text, ...(style && { style }) });

test.each([
  ['a\nb', [{ type: 'paragraph', content: [text('a b')] }]],
  ['a  \nb', [{ type: 'paragraph', content: [text('a'), { type: 'break' }, text('b')] }]],
  ['## a _b_', [{ type: 'heading', content: [text('a '), text('b', { italic: true })] }]],
  [
    '**a _b_** `c`',
    [
      {
        type: 'paragraph',
        content: [
          text('a ', { bold: true }),
          text('b', { bold: true, italic: true }),
          text(' '),
          text('c', { code: true }),
        ],
      },
    ],
  ],
  ['> a\n>\n> b', [{ type: 'quote', content: [text('a'), { type: 'break' }, text('b')] }]],
  ['```js\nlet a;\n```', [{ type: 'code', text: 'let a;' }]],
  ['a\n\n---', [{ type: 'paragraph', content: [text('a')] }, { type: 'divider' }]],
  [
    '- a\n  1. b\n- c',
    [
      { type: 'list', ordered: false, depth: 0, items: [[text('a')]] },
      { type: 'list', ordered: true, depth: 1, items: [[text('b')]] },
      { type: 'list', ordered: false, depth: 0, items: [[text('c')]] },
    ],
  ],
  [
    '[a](https://x.example)',
    [{ type: 'paragraph', content: [{ type: 'link', url: 'https://x.example/', text: 'a' }] }],
  ],
  [
    '**[a](https://x.example)**',
    [{ type: 'paragraph', content: [{ type: 'link', url: 'https://x.example/', text: 'a', style: { bold: true } }] }],
  ],
  [
    '<https://x.example/>',
    [{ type: 'paragraph', content: [{ type: 'link', url: 'https://x.example/', text: 'https://x.example/' }] }],
  ],
  [
    '![a](https://x.example)',
    [{ type: 'paragraph', content: [{ type: 'link', url: 'https://x.example/', text: 'a' }] }],
  ],
  ['[a](javascript:alert(1)) [b](https://me:pw@x.example)', [{ type: 'paragraph', content: [text('a b')] }]],
  ['<b>a</b>', [{ type: 'paragraph', content: [text('<b>a</b>')] }]],
  ['<div>\na\n</div>', [{ type: 'paragraph', content: [text('<div> a </div>')] }]],
  [
    '[a][b]\n\n[b]: https://x.example',
    [{ type: 'paragraph', content: [{ type: 'link', url: 'https://x.example/', text: 'a' }] }],
  ],
  ['-\n\n**&nbsp;**\n\n>', []],
])('%j', (markdown, blocks) => {
  expect(toBlocks(markdown)).toEqual(blocks);
});

test('any text is blocks, and none of them is empty', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'*_`[]()<>#-!\\\n& a1.'), { maxLength: 60 }), letters => {
      for (const block of toBlocks(letters.join(''))) {
        if (block.type === 'list') expect(block.items.every(item => item.length > 0)).toBe(true);
        else if (block.type !== 'divider' && block.type !== 'code') expect(block.content).not.toEqual([]);
      }
    }),
  );
});

describe('hostile Markdown', () => {
  test.each(['> ', '- ', '* ', '+ ', '1. ', '2) ', '> - ', '-\t', '>'])(
    '%j is read 8 deep, and rejected deeper',
    marker => {
      const markers = marker.replaceAll(/\s|\./g, '').length === 2 && marker.includes('>') ? 2 : 1;
      expect(toBlocks(`${marker.repeat(8 / markers)}a`)).toHaveLength(1);
      for (const levels of [9, 50, 3000]) {
        expect(() => toBlocks(`${marker.repeat(levels)}a`)).toThrow('nested more than 8 levels deep');
      }
    },
  );

  test('lists indented line by line are rejected too', () => {
    const lines = Array.from({ length: 100 }, (_, level) => `${'  '.repeat(level)}- a`);
    expect(toBlocks(lines.slice(0, 8).join('\n'))).toHaveLength(8);
    expect(() => toBlocks(lines.join('\n'))).toThrow('nested more than 8 levels deep');
  });

  test('any number of stars, brackets and quotes is read without recursion', () => {
    for (const piece of ['*', '_', '**__', '*a ', '**a ', '[', '![', '[a](', '`', '<', '<!--', '\\', '&', '{', '[a]']) {
      expect(toBlocks(`a ${piece.repeat(20_000 / piece.length)}`).length).toBeGreaterThan(0);
    }
    expect(toBlocks(`${'**a '.repeat(2500)}${'b** '.repeat(2500)}`)).toMatchObject([
      { content: [{ style: { bold: true } }] },
    ]);
  });

  test('one definition of a long address does not make thousands of long links', () => {
    const [block] = toBlocks(`${'[a] '.repeat(4000)}\n\n[a]: https://x.example/${'b'.repeat(1900)}`);
    expect(JSON.stringify(block).match(/"link"/g)).toHaveLength(10);
  });
});
