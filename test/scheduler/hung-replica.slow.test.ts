import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createScheduler } from '../../src/scheduler/scheduler.ts';
import { audit, listAudit } from '../../src/store/audit-log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openStoreClock } from '../../src/store/store-clock.ts';
import { giveWay, setTimer, takeDueTimer } from '../../src/store/timers.ts';
import { createTestDatabase, describeOnPostgres } from '../databases.ts';

describeOnPostgres('a replica that hangs while it fires a timer', () => {
  test('loses the timer to another replica, and can no longer commit', async () => {
    const place = await createTestDatabase('postgres');
    onTestFinished(place.remove);
    const [hung, other] = [await openDatabase(place.url), await openDatabase(place.url)];
    onTestFinished(hung.close);
    onTestFinished(other.close);
    const clock = openStoreClock('postgres');
    await setTimer(hung.db, { kind: 'fire', key: 'a', due: 1, payload: null });
    const fired = () => listAudit(other.db, ['a'], 5);

    const log = pino({ level: 'silent' });
    const handlers = {
      fire: (...[tx, { key, now }]: Parameters<Parameters<typeof createScheduler>[0]['handlers'][string]>) =>
        audit(tx, { actor: 'timer', action: 'fire', target: key }, now),
    };
    const scheduler = createScheduler({ database: other, clock, handlers, log });
    const hanging = hung.db.transaction().execute(async tx => {
      await giveWay(tx, 'postgres');
      expect(await takeDueTimer(tx, 'postgres', clock, ['fire'])).not.toBeNull();
      scheduler.wake();
      await expect.poll(fired).toHaveLength(1);
      await handlers.fire(tx, { kind: 'fire', key: 'a', due: 1, payload: null, now: 1 });
    });
    await expect(hanging).rejects.toThrow();
    await scheduler.stop();
    expect(await fired()).toHaveLength(1);
  });
});
