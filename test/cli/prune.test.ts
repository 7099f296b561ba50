/** prune. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { lockSqlite } from '../../src/store/replicas/single-process-lock.ts';
import { insertDelivery, insertEvent } from '../store/retention/aged-rows.ts';
import { type Cli, openCli } from './cli-harness.ts';
import { inStore } from './filled-store.ts';

const day = 86_400_000;

/** A store with an event of each age in days, each with a message. */
async function openAged(env: Record<string, string> = {}, ages = [200, 100, 40, 1]): Promise<Cli> {
  const cli = openCli(env);
  await inStore(cli, async ({ database: { db } }) => {
    for (const age of ages) {
      const at = Date.now() - age * day;
      await insertDelivery(db, await insertEvent(db, at), at);
    }
  });
  return cli;
}

const countEvents = async (cli: Cli) => (await cli.json('events')).length;

test('a dry run shows what would be deleted and deletes nothing; then the same is deleted', async () => {
  const cli = await openAged();
  const dry = await cli.run('prune', '--dry-run');
  expect(dry).toEqual({
    code: 0,
    out: [
      'webhook bodies\t3',
      'events\t2',
      'messages\t2',
      'attempts\t2',
      'preview messages\t0',
      'audit log entries\t0',
      '',
    ].join('\n'),
    err: '',
  });
  expect(await countEvents(cli)).toBe(4);
  expect(await cli.json('prune')).toEqual([
    { table: 'bodies', rows: 3 },
    { table: 'events', rows: 2 },
    { table: 'deliveries', rows: 2 },
    { table: 'attempts', rows: 2 },
    { table: 'preview', rows: 0 },
    { table: 'audit', rows: 0 },
  ]);
  expect(await countEvents(cli)).toBe(2);
  const [ledger] = await cli.json('ledger', '--since', '365d');
  expect(ledger).toMatchObject({ channel: 'slack:T1/C1', received: 4, posted: 4 });
});

test('the settings decide the ages, and both off delete nothing', async () => {
  const cli = await openAged({ RETENTION_DAYS: '30', RAW_RETENTION_DAYS: 'off' });
  expect((await cli.json('prune')).slice(0, 2)).toEqual([
    { table: 'bodies', rows: 0 },
    { table: 'events', rows: 3 },
  ]);
  const off = await openAged({ RETENTION_DAYS: 'off', RAW_RETENTION_DAYS: 'off' }, [5000]);
  expect(await off.run('prune')).toEqual({
    ...{ code: 1, out: '' },
    err: 'RETENTION_DAYS and RAW_RETENTION_DAYS are off, so nothing is deleted.\n',
  });
  expect(await countEvents(off)).toBe(1);
});

test('on a terminal it says what to do next', async () => {
  const cli = await openAged();
  const dry = await cli.onTerminal('prune --dry-run');
  expect(dry.out).toMatch(/DATA +COUNT\n/);
  expect(dry.err).toContain('This was a dry run. Delete the data with: callboard prune');
  expect((await cli.onTerminal('prune')).err).toContain('Deleted.');
  expect((await cli.onTerminal('prune --dry-run')).err).toContain('Nothing to delete.');
  expect((await cli.onTerminal('prune')).err).toContain('Nothing to delete.');
});

test('--vacuum shrinks the file of an earlier version, which doctor recommends until then', async () => {
  const cli = openCli();
  const path = join(cli.folder, 'test.db');
  const old = new DatabaseSync(path);
  old.exec('pragma journal_mode = wal; create table old (text text)');
  old.exec('insert into old values (hex(randomblob(1000000)))');
  old.exec('drop table old');
  old.close();
  chmodSync(path, 0o600);
  const advice = 'Database: the file keeps its size when old data is deleted.';
  expect(await cli.json('doctor')).toContainEqual({
    ...{ ok: true, state: 'set up', text: advice },
    fix: 'To let it shrink, stop Callboard, then run once: callboard prune --vacuum',
  });
  const result = (await cli.json('prune', '--vacuum')).at(-1) as { bytesBefore: number; bytesAfter: number };
  expect(result.bytesBefore).toBeGreaterThan(2_000_000);
  expect(result.bytesAfter).toBeLessThan(1_000_000);
  expect((await cli.run('doctor')).out).not.toContain(advice);
  expect((await cli.run('prune', '--vacuum')).out).toMatch(/✓ The file was [\d.]+ MB and is [\d.]+ MB now\.\n$/);
});

test('--vacuum refuses while a server runs, and with PostgreSQL', async () => {
  const cli = await openAged();
  const unlock = await lockSqlite(`sqlite:${join(cli.folder, 'test.db')}`);
  onTestFinished(unlock);
  expect(await cli.run('prune', '--vacuum')).toEqual({
    ...{ code: 1, out: '' },
    err: 'Callboard is running on test.db. Stop it first: --vacuum rewrites the file.\n',
  });
  expect(await countEvents(cli)).toBe(4);
  const postgres = openCli({ DATABASE_URL: 'postgres://127.0.0.1:1/none' });
  expect((await postgres.run('prune', '--vacuum')).err).toBe(
    '--vacuum is for SQLite: PostgreSQL reuses free space itself. Run prune without it.\n',
  );
});
