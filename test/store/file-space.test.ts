import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { vacuumStore } from '../../src/operations/maintenance/prune.ts';
import { openDatabase } from '../../src/store/database.ts';
import { connect } from '../../src/store/sqlite/connection.ts';
import { canShrink, releasePages, vacuumFile, walBytes } from '../../src/store/sqlite/file-space.ts';

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-space-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'test.db');
}

/** Creates a file as earlier versions did: without auto_vacuum, in WAL mode. */
function createOldFile(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('pragma journal_mode = wal');
  database.exec('create table old (id integer primary key, text text)');
  database.close();
}

const fill = (database: { exec(sql: string): void }) =>
  database.exec(`create table if not exists old (id integer primary key, text text);
    insert into old (text) with recursive n (i) as (select 1 union all select i + 1 from n where i < 3000)
      select hex(randomblob(500)) from n`);

test('a new file shrinks in steps, and keeps a small reserve', async () => {
  const path = newPath();
  const { db, close } = await openDatabase(`sqlite:${path}`);
  expect(await canShrink(db)).toBe(true);
  const other = new DatabaseSync(path);
  fill(other);
  other.exec('pragma wal_checkpoint(truncate)');
  const full = statSync(path).size;
  other.exec('delete from old');
  let steps = 0;
  while (await releasePages(db, 200)) steps += 1;
  expect(steps).toBeGreaterThan(3);
  expect(await releasePages(db, 200)).toBe(false);
  other.exec('pragma wal_checkpoint(truncate)');
  other.close();
  await close();
  expect(full).toBeGreaterThan(3_000_000);
  expect(statSync(path).size).toBeLessThan(full / 3);
});

test('a file of an earlier version opens and does not shrink, until a vacuum has rewritten it', async () => {
  const path = newPath();
  createOldFile(path);
  const url = `sqlite:${path}`;
  const first = await openDatabase(url);
  expect(await canShrink(first.db)).toBe(false);
  expect(await releasePages(first.db, 10)).toBe(false);
  await first.close();

  const raw = new DatabaseSync(path);
  fill(raw);
  raw.exec('delete from old where id % 10 > 0');
  raw.close();
  const needs: { needed: number; free: number }[] = [];
  const { before, after } = vacuumFile(url, need => void needs.push(need), 5000) ?? { before: 0, after: 0 };
  expect(after).toBeLessThan(before / 2);
  expect(after).toBe(statSync(path).size);
  expect(needs).toEqual([{ needed: expect.any(Number), free: expect.any(Number) }]);
  expect(needs[0]?.needed).toBeLessThan(before);
  expect(needs[0]?.needed).toBeGreaterThan(after);
  const second = await openDatabase(url);
  onTestFinished(second.close);
  expect(await canShrink(second.db)).toBe(true);
});

test('a vacuum without enough space on the disk changes nothing', () => {
  const path = newPath();
  createOldFile(path);
  const before = statSync(path).size;
  const refuse = () => {
    throw new Error('no space');
  };
  expect(() => vacuumFile(`sqlite:${path}`, refuse, 5000)).toThrow('no space');
  expect(statSync(path).size).toBe(before);
});

test.each(['begin; select * from old', 'begin immediate'])(
  'a vacuum during an open transaction (%s) says to stop that process',
  begin => {
    const path = newPath();
    createOldFile(path);
    const other = new DatabaseSync(path);
    onTestFinished(() => other.close());
    fill(other);
    other.exec('delete from old where id % 10 > 0');
    other.exec(begin);
    expect(() => vacuumStore(`sqlite:${path}`, 1)).toThrow(
      `Another process is using ${path}, so the file keeps its size. Stop the process, then run prune --vacuum again.`,
    );
    other.exec('commit');
    const { before, after } = vacuumStore(`sqlite:${path}`);
    expect(after).toBeLessThan(before / 2);
  },
);

/** A thread that reads for 20 ms, again and again, as other processes do. */
const readerCode = `
  const { workerData } = require('node:worker_threads');
  const database = new (require('node:sqlite').DatabaseSync)(workerData);
  const sleep = milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  for (;;) {
    database.exec('begin');
    database.prepare('select count(*) from t').get();
    sleep(20);
    database.exec('commit');
  }`;

test('the write-ahead log is restarted and cut off although some reader is always open', async () => {
  const path = newPath();
  const logBytes = 1_000_000;
  // On a busy machine a reader takes longer than it sleeps.
  const connection = connect(path, { logBytes, restartWait: 30_000 });
  onTestFinished(() => void connection.close?.());
  const run = (sql: string) => connection.run({ sql, parameters: [], transaction: 'none' });
  run('create table t (id integer primary key, text text)');
  const readers = [1, 2, 3].map(() => new Worker(readerCode, { eval: true, workerData: path }));
  onTestFinished(async () => void (await Promise.all(readers.map(reader => reader.terminate()))));
  const size = () => walBytes(`sqlite:${path}`) ?? 0;
  const writeUntil = async (done: () => boolean) => {
    while (!done()) {
      run('insert into t (text) values (hex(randomblob(20000)))');
      await delay(1);
    }
  };
  await writeUntil(() => size() > 3 * logBytes);
  await writeUntil(() => size() < 2 * logBytes);
});

test('PostgreSQL has no write-ahead log of ours, and a new database none yet', () => {
  expect(walBytes('postgres://localhost/test')).toBeNull();
  expect(walBytes(`sqlite:${newPath()}`)).toBe(0);
});
