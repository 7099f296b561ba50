import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // It only catches hangs.
    expect: { poll: { timeout: 60_000 } },
    // A missing golden file fails its test; `-u` writes it.
    update: 'none',
    // Most tests wait: for another process, a browser, a database.
    maxWorkers: availableParallelism() + 1,
  },
});
