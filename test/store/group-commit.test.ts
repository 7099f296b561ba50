import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGroupCommit } from '../../src/store/group-commit.ts';

const never = () => false;

test('items that are submitted together are committed together, in order', async () => {
  const batches: number[][] = [];
  const group = createGroupCommit<number, number>(async items => {
    batches.push(items);
    return items.map(item => item * 10);
  }, never);
  const results = await Promise.all([1, 2, 3].map(group.submit));
  expect(results).toEqual([10, 20, 30]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test('items that are submitted during a commit share the next one', async () => {
  const batches: number[][] = [];
  let release = () => {};
  const group = createGroupCommit<number, number>(async items => {
    batches.push(items);
    if (batches.length === 1) await new Promise<void>(resolve => (release = resolve));
    return items;
  }, never);
  const first = group.submit(1);
  await expect.poll(() => batches).toHaveLength(1);
  const later = Promise.all([2, 3, 4].map(group.submit));
  release();
  await Promise.all([first, later]);
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

test('an item that cannot be committed fails alone', async () => {
  const group = createGroupCommit<number, number>(
    async items => {
      if (items.includes(2)) throw new Error('no 2');
      return items;
    },
    () => true,
  );
  const results = await Promise.allSettled([1, 2, 3].map(group.submit));
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('an unavailable store fails the whole batch at once', async () => {
  let commits = 0;
  const group = createGroupCommit<number, number>(async () => {
    commits += 1;
    throw new Error('the disk is full');
  }, never);
  const results = await Promise.allSettled([1, 2, 3].map(group.submit));
  expect(results.map(result => result.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(commits).toBe(1);
});

test('every item gets its own result for any batch size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { maxLength: 50 }), fc.integer({ min: 1, max: 7 }), async (items, size) => {
      const group = createGroupCommit<number, string>(
        async batch => {
          expect(batch.length).toBeLessThanOrEqual(size);
          return batch.map(String);
        },
        never,
        size,
      );
      expect(await Promise.all(items.map(group.submit))).toEqual(items.map(String));
      await group.idle();
    }),
  );
});
