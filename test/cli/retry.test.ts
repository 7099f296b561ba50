/** retry. */
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { inStore, openFilledStore } from './filled-store.ts';

test('in a script everything is retried only with --yes, which is not required when there is nothing to retry', async () => {
  const { cli } = await openFilledStore();
  const nothing = 'Nothing to retry: no failed messages and no quarantined events.\n';
  expect(await cli.run('retry', '--all')).toMatchObject({ code: 0, out: nothing });
  await inStore(cli, async ({ database: { db } }) => {
    await db.updateTable('deliveries').set({ state: 'failed' }).where('id', '=', 1).execute();
  });
  const unsure = { code: 1, out: '', err: 'Not retried yet: add --yes to retry 1 failed message.\n' };
  expect(await cli.run('retry', '--all')).toEqual(unsure);
  expect(await cli.run('retry', '--channel', 'slack:T0123/C0788')).toEqual({
    ...{ code: 1, out: '', err: 'Unknown channel "slack:T0123/C0788". Did you mean "slack:T0123/C0789"?\n' },
  });
});

test.each([
  ['y', '✓ Retrying 1 failed message: 1\n'],
  ['n', ''],
  ['', ''],
])('on a terminal, retry --all asks for confirmation (answer %j)', async (answer, out) => {
  const { cli } = await openFilledStore();
  await inStore(cli, async ({ database: { db } }) => {
    await db.updateTable('deliveries').set({ state: 'failed' }).where('id', '=', 1).execute();
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end(`${answer}\n`);
  const own = Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor;
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  onTestFinished(() => void Object.defineProperty(process, 'stdin', own));
  const result = await cli.onTerminal('retry --all');
  expect(result).toMatchObject({ code: 0, out });
  expect(result.err).toContain('Retry 1 failed message? [y/N] ');
});

test('only failed messages can be retried; anything else is an error', async () => {
  const { cli, id } = await openFilledStore();
  const [held, ignored, event, all] = [
    await cli.run('retry', '1'),
    await cli.run('retry', '2'),
    await cli.run('retry', id),
    await cli.run('retry', '--all', '--yes'),
  ];
  expect(held).toEqual({ code: 1, out: '', err: 'Message 1 is on hold. Only failed messages can be retried.\n' });
  expect(ignored.err).toBe('Message 2 was ignored. Only failed messages can be retried.\n');
  expect(event.err).toBe(`Nothing to retry: event ${id} isn't quarantined, and its messages haven't failed.\n`);
  expect(all).toEqual({ code: 0, out: 'Nothing to retry: no failed messages and no quarantined events.\n', err: '' });
});
