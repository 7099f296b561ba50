import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const slow = ['test/**/*.slow.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default'],
    // Timeouts only catch hangs. A poll that hangs says so itself, before its test times out.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 50_000 } },
    // A missing golden file fails its test; `-u` writes it.
    update: 'none',
    // Most tests wait: for another process, a browser, a database.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          globalSetup: 'test/global-setup.ts',
          // A worker process runs one file after the other, so that it loads what they share once.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: slow, globalSetup: 'test/global-setup.ts', testTimeout: 300_000 },
      },
    ],
  },
});
