/** Commands that run at once, each a process of its own. */
import { expect, test } from 'vitest';
import { openCli } from './run.ts';

test('processes that open a new store at once all get it', async () => {
  const cli = openCli();
  const results = await Promise.all([1, 2, 3, 4].map(() => cli.spawn('events')));
  for (const result of results) expect(result).toEqual({ code: 0, out: '', err: 'No events match.\n' });
});
