/** The permissions of files and folders that Callboard creates, and doctor's findings about existing ones. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { diagnose } from '../../src/operations/doctor.ts';
import { openDatabase } from '../../src/store/database.ts';
import { lockSqlite } from '../../src/store/replicas/single-process-lock.ts';
import { findWidePaths } from '../../src/util/private-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callboard-files-'));
  const umask = process.umask(0);
  onTestFinished(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true, force: true });
  });
});

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const withMode = (path: string, mode: number) => {
  writeFileSync(path, '');
  chmodSync(path, mode);
};

test.each([0o000, 0o022, 0o077])(
  'the database, the files next to it and new folders are private with umask %o',
  async umask => {
    process.umask(umask);
    const path = join(folder, 'deep', 'data', 'callboard.db');
    const database = await openDatabase(`sqlite:${path}`);
    const release = await lockSqlite(`sqlite:${path}`);
    for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-serving`]) expect(modeOf(file)).toBe('600');
    expect(modeOf(dirname(path))).toBe('700');
    expect(modeOf(join(folder, 'deep'))).toBe('700');
    release();
    await database.close();
  },
);

test('the database is private where a link points to a file that does not exist yet', async () => {
  const [path, target] = [join(folder, 'callboard.db'), join(folder, 'elsewhere.db')];
  symlinkSync(target, path);
  const database = await openDatabase(`sqlite:${path}`);
  expect(modeOf(target)).toBe('600');
  await database.close();
});

test('a file and a folder that exist keep their permissions, and doctor reports them with the command that fixes them', async () => {
  const data = join(folder, 'my data');
  const path = join(data, 'callboard.db');
  mkdirSync(data, { mode: 0o755 });
  withMode(path, 0o644);
  withMode(`${path}-serving`, 0o666);
  const findings = await diagnose(readConfig({ DATABASE_URL: `sqlite:${path}` }));
  expect(modeOf(data)).toBe('755');
  expect(modeOf(path)).toBe('644');
  const wide = findings.filter(({ ok }) => !ok).map(({ text }) => text);
  expect(wide).toEqual([
    `Other users on this machine can open ${data} (mode 755). Run: chmod 700 '${data}'`,
    `Other users on this machine can open ${path} (mode 644). Run: chmod 600 '${path}'`,
    `Other users on this machine can open ${path}-serving (mode 666). Run: chmod 600 '${path}-serving'`,
  ]);
});

test('doctor reports an .env that others can read', async () => {
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  withMode('.env', 0o640);
  const config = readConfig({ DATABASE_URL: `sqlite:${join(folder, 'callboard.db')}` });
  const wide = (await diagnose(config)).filter(({ ok }) => !ok).map(({ text }) => text);
  // The working folder is the operator's own: Callboard did not create it.
  expect(wide).toEqual(['Other users on this machine can open .env (mode 640). Run: chmod 600 .env']);
  chmodSync('.env', 0o600);
  expect((await diagnose(config)).filter(({ ok }) => !ok)).toEqual([]);
});

test('a folder that many share, such as /tmp, is not reported', () => {
  const shared = join(folder, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  expect(findWidePaths([shared, join(folder, 'nothing')])).toEqual([]);
  expect(existsSync(join(folder, 'nothing'))).toBe(false);
});
