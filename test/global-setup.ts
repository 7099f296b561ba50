/** Names the run before a project's tests, and deletes its databases and temporary files afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { answersPostgres, dropRun, nameRun } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The prefix of this run's databases. */
    testRun: string;
    /** The database of describeOnDatabase(). */
    database: 'sqlite' | 'postgres';
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = nameRun();
  project.provide('testRun', run);
  const folder = mkdtempSync(join(tmpdir(), 'callboard-tests-'));
  // Worker processes inherit it. They are killed at the end, so they can't clean up.
  process.env.TMPDIR = folder;
  return async () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    if (await answersPostgres()) await dropRun(run);
  };
}
