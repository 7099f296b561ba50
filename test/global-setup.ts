/** Before and after the tests of a project: they share one Chromium, and no database is left behind. */
import type { TestProject } from 'vitest/node';
import { shareChromium } from './chromium.ts';
import { answersPostgres, dropRun, nameRun } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The names of this run's databases begin with it. */
    testRun: string;
    chromiumUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const run = nameRun();
  const chromium = await shareChromium();
  project.provide('testRun', run);
  project.provide('chromiumUrl', chromium.url);
  return async () => {
    await chromium.close();
    if (await answersPostgres()) await dropRun(run);
  };
}
