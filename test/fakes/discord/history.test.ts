import { expect, test } from 'vitest';
import { createChannels } from './channels.ts';
import { history } from './history.ts';

const channels = createChannels();
const ids = Array.from({ length: 60 }, () => channels.create('1', { flags: 1 << 15, components: [] }, 0).id);
const at = (index: number) => ids[index] ?? '';

/** Where the messages of the page stand in the channel. */
const page = (parameters: Record<string, string>) =>
  history(channels.messages('1'), parameters)?.map(({ id }) => ids.indexOf(id)) ?? null;

test.for<[string, Record<string, string>, number[]]>([
  ['the newest', { limit: '3' }, [59, 58, 57]],
  ['before one, those next to it', { limit: '3', before: at(10) }, [9, 8, 7]],
  ['after one, those next to it', { limit: '3', after: at(10) }, [13, 12, 11]],
  ['after the last', { after: at(59) }, []],
  ['around one, with it', { limit: '5', around: at(10) }, [12, 11, 10, 9, 8]],
  ['around one, itself alone', { limit: '1', around: at(10) }, [10]],
])('%s', ([, parameters, expected]) => {
  expect(page(parameters)).toEqual(expected);
});

test('fifty when no limit is given', () => {
  expect(page({})).toHaveLength(50);
});

test.for<Record<string, string>>([
  { limit: '0' },
  { limit: '101' },
  { limit: 'x' },
  { before: 'x' },
  { before: at(1), after: at(2) },
])('refused: %o', parameters => {
  expect(page(parameters)).toBeNull();
});
