/** A short torture; `npm run torture` is the long one. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeOnDatabases } from '../databases.ts';
import { countOffences, describeOutcome } from './report.ts';
import { torture } from './run.ts';

const timeout = 180_000;

describeOnDatabases('killed three times amid trouble, it loses, doubles and disorders nothing', kind => {
  const servers = kind === 'sqlite' ? { replicas: 1, batchAfter: '1s' } : { replicas: 2, batchAfter: 'off' };

  test(`with BATCH_AFTER=${servers.batchAfter}, servers: ${servers.replicas}`, { timeout }, async () => {
    const done: string[] = [];
    const options = { seed: 1, database: kind, kills: 3, seconds: 5, ownServer: false, ...servers };
    const outcome = await torture(options, line => done.push(line));
    expect(countOffences(outcome), [...done, ...describeOutcome(outcome)].join('\n')).toBe(0);
    expect(outcome.figures.get('accepted')).toBeGreaterThan(20);
    rmSync(outcome.folder, { recursive: true, force: true });
  });
});
