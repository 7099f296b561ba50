import { expect, test } from 'vitest';
import { createChannels } from './channels.ts';
import { history } from './history.ts';

const channels = createChannels();
const ids = Array.from({ length: 60 }, () => channels.create('1', { flags: 1 << 15, components: [] }, 0).id);
const at = (index: number) => ids[index] ?? '';

/** The positions in the channel of the page's messages. */
const page = (parameters: Record<string, string>) =>
  history(channels.messages('1'), parameters)?.map(({ id }) => ids.indexOf(id)) ?? null;

test.for<[string, Record<string, string>, number[]]>([
  ['without a position, the newest messages are listed', { limit: '3' }, [59, 58, 57]],
  ['before a message, those next to it are listed', { limit: '3', before: at(10) }, [9, 8, 7]],
  ['after a message, those next to it are listed', { limit: '3', after: at(10) }, [13, 12, 11]],
  ['after the last message, none is listed', { after: at(59) }, []],
  ['around a message, it is listed with its neighbors', { limit: '5', around: at(10) }, [12, 11, 10, 9, 8]],
  ['around a message with limit 1, it alone is listed', { limit: '1', around: at(10) }, [10]],
])('%s', ([, parameters, expected]) => {
  expect(page(parameters)).toEqual(expected);
});

test('the default limit is 50', () => {
  expect(page({})).toHaveLength(50);
});

test.for<Record<string, string>>([
  { limit: '0' },
  { limit: '101' },
  { limit: 'x' },
  { before: 'x' },
  { before: at(1), after: at(2) },
])('invalid parameters are rejected: %o', parameters => {
  expect(page(parameters)).toBeNull();
});
