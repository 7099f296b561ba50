/** Names the run before the tests of a project, and leaves none of its databases and temporary files behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { answersPostgres, dropRun, nameRun } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The names of this run's databases begin with it. */
    testRun: string;
    /** Where describeOnDatabase() runs its tests. */
    database: 'sqlite' | 'postgres';
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = nameRun();
  project.provide('testRun', run);
  const folder = mkdtempSync(join(tmpdir(), 'callboard-tests-'));
  // Worker processes inherit it. They are killed at the end, and can't clean up after themselves.
  process.env.TMPDIR = folder;
  return async () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    if (await answersPostgres()) await dropRun(run);
  };
}
