import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockSqlite } from '../../src/store/replicas/single-process-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const holder = (url: string) => `
  import { lockSqlite } from ${JSON.stringify(import.meta.resolve('../../src/store/replicas/single-process-lock.ts'))};
  await lockSqlite(${JSON.stringify(url)});
  console.log('held');
  setInterval(() => {}, 1000);
`;

test('one process serves a SQLite file; it is free again when that process is killed', async () => {
  const url = `sqlite:${join(folder, 'a.db')}`;
  const other = spawn(process.execPath, ['--input-type=module', '--eval', holder(url)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  await expect(lockSqlite(url, { most: 0, pause: 1 })).rejects.toThrow(/Another Callboard is running on .*a\.db/);
  const waiting = lockSqlite(url);
  other.kill('SIGKILL');
  const release = await waiting;
  await expect(lockSqlite(url, { most: 0, pause: 1 })).rejects.toThrow('Another Callboard');
  release();
  (await lockSqlite(url))();
});

test('a store in memory needs no lock', async () => {
  (await lockSqlite('sqlite::memory:'))();
});
