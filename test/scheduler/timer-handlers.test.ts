import { pino } from 'pino';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createScheduler } from '../../src/scheduler/scheduler.ts';
import { timerHandlers } from '../../src/scheduler/timer-handlers.ts';
import { listAudit } from '../../src/store/audit-log.ts';
import type { Database } from '../../src/store/database.ts';
import { defineSavedState } from '../../src/store/saved-state.ts';
import { listMutes, muteChannel, putChannel } from '../../src/store/settings/channels.ts';
import { openStoreClock } from '../../src/store/store-clock.ts';
import { findTimer } from '../../src/store/timers.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

const hour = 3_600_000;
const channel = 'slack:T1/C1';
const texts = defineSavedState('text', z.string());

describeOnDatabases('the timers of every server', kind => {
  let database: Database;
  let offset: number;
  beforeEach(async () => {
    offset = 0;
    database = await openTestDatabase(kind);
    await putChannel(database.db, { address: channel, rules: [] });
  });

  function start() {
    const clock = openStoreClock(kind, () => offset);
    const log = pino({ level: 'silent' });
    const scheduler = createScheduler({ database, clock, handlers: timerHandlers, log });
    onTestFinished(scheduler.stop);
    scheduler.wake();
    return scheduler;
  }

  test("a mute ends at its time, which the channel's history says", async () => {
    const { db } = database;
    const until = Date.now() + hour;
    await muteChannel(db, channel, until);
    const scheduler = start();
    expect(await listMutes(db)).toEqual(new Map([[channel, until]]));
    offset = hour + 1;
    scheduler.wake();
    await expect.poll(() => listMutes(db)).toEqual(new Map());
    expect(await listAudit(db, [channel], 5)).toMatchObject([
      { actor: 'timer', action: 'end mute', detail: { until: new Date(until).toISOString() } },
    ]);
  });

  test('unmuting cancels the timer, and muting for longer moves it', async () => {
    const { db } = database;
    await muteChannel(db, channel, 1000);
    await muteChannel(db, channel, 2000);
    expect(await findTimer(db, 'mute', channel)).toMatchObject({ due: 2000 });
    await muteChannel(db, channel, null);
    expect(await findTimer(db, 'mute', channel)).toBeNull();
  });

  test('saved state is deleted once it is over a day old, at most every hour', async () => {
    const { db } = database;
    const now = Date.now();
    await texts.save(db, null, 'first', now);
    await texts.save(db, null, 'second', now + 2 * hour);
    expect((await findTimer(db, 'saved-state', ''))?.due).toBe(now + 25 * hour);
    const scheduler = start();
    offset = 25 * hour + 1;
    scheduler.wake();
    const left = () => db.selectFrom('saved_state').select('created_at').execute();
    await expect.poll(left).toEqual([{ created_at: now + 2 * hour }]);
    await expect.poll(async () => (await findTimer(db, 'saved-state', ''))?.due).toBe(now + 27 * hour);
    offset = 28 * hour;
    scheduler.wake();
    await expect.poll(left).toEqual([]);
    await expect.poll(() => findTimer(db, 'saved-state', '')).toBeNull();
  });
});
