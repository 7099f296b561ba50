import { expect, test } from 'vitest';
import { type CardEntry, cardsIn, checkCards } from './cards.ts';

const channel = 'slack:T0123/K0';
const entry = (what: CardEntry['what'], number: number, card = 0): CardEntry => ({
  channel,
  card,
  what,
  name: `card-${number}-in-K0`,
});
const entries = [
  entry('post', 0),
  entry('edit', 1),
  entry('reply', 2),
  entry('edit', 3),
  entry('reply', 4),
  entry('post', 5, 1),
];
const lines = [
  'call from card-3-in-K0',
  '  ↳ call from card-2-in-K0',
  '  ↳ call from card-4-in-K0',
  'call from card-5-in-K0',
];
const find = (read: readonly string[]) => checkCards(entries, new Map([[channel, cardsIn(read.join('\n'))]]));

test('cards with their newest content and their replies in order have no offence', () => {
  expect(find(lines)).toEqual([]);
});

test.each<[string, string[]]>([
  ['an edit that is lost', [lines[0]?.replace('3', '1') ?? '', ...lines.slice(1)]],
  ['a reply that is lost', lines.toSpliced(1, 1)],
  ['a reply that is doubled', [...lines.slice(0, 2), lines[1] ?? '', ...lines.slice(2)]],
  ['replies out of order', [lines[0] ?? '', lines[2] ?? '', lines[1] ?? '', lines[3] ?? '']],
  ['a card that is doubled', [...lines, lines[3] ?? '']],
  ['a reply outside its thread', [...lines.slice(0, 2), lines[2]?.replace('↳ ', '') ?? '', lines[3] ?? '']],
])('%s is an offence', (_what, read) => {
  expect(find(read)).toHaveLength(1);
});
