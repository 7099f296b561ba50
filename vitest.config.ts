import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const slow = ['test/**/*.slow.test.ts'];

/** Files whose tests use describeOnDatabase(), and all of whose tests are about chat. */
const onEitherDatabase = ['test/{chat,operations}/**/*.test.ts'];
/** Those that use no database, or take long on one. */
const onSqliteOnly = [
  'test/chat/{permissions/permissions,router,duration,posting-permission,rules/parse-rule-line,rules/condition-builder}.test.ts',
];

/** A worker process runs one file after the other, so that it loads what they share once. */
const shared = { globalSetup: 'test/global-setup.ts', isolate: false };

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
          ...shared,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          provide: { database: 'sqlite' },
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: slow, globalSetup: 'test/global-setup.ts', testTimeout: 300_000 },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'postgres',
          include: onEitherDatabase,
          exclude: [...slow, ...onSqliteOnly],
          provide: { database: 'postgres' },
        },
      },
    ],
  },
});
