import { setTimeout as delay } from 'node:timers/promises';
import { countDeliveries } from '../store/deliveries/deliveries.ts';
import { hasUnrouted } from '../store/events/events.ts';
import type { Db } from '../store/tables.ts';

/** Resolves when every event is routed and no delivery waits to be sent. */
export async function untilSettled(db: Db): Promise<void> {
  while (!(await isSettled(db))) await delay(20);
}

async function isSettled(db: Db): Promise<boolean> {
  if (await hasUnrouted(db)) return false;
  const { queued, sending } = await countDeliveries(db);
  return queued + sending === 0;
}
