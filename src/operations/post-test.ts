/** Posts a test message in one channel, through its real rules and lane. No other channel sees the event. */
import { randomUUID } from 'node:crypto';
import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import { sampleSource } from '../events/sample.ts';
import { planDelivery } from '../pipeline/plan-deliveries.ts';
import { type Explanation, explain } from '../rules/explain.ts';
import { normalizeBody } from '../sources/ingest.ts';
import { providers } from '../sources/providers/index.ts';
import { refreshSample } from '../sources/refresh-sample.ts';
import { raiseRevision } from '../store/cache-version.ts';
import { insertDeliveries, type NewDelivery, newPost } from '../store/deliveries/insert-deliveries.ts';
import { insertEvents } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import { readChannel } from '../store/settings/rules.ts';
import type { Db } from '../store/tables.ts';
import type { Core } from './core.ts';

export interface PostedTest {
  event: StoredEvent;
  /** The result of each rule. */
  explanation: Explanation;
  /** The state of its delivery; null when no rule matched. */
  state: NewDelivery['state'] | null;
}

/** Stores and routes a sample of this trigger. Null for a trigger that no provider has. */
export async function postTest({ database }: Core, channel: string, trigger: string): Promise<PostedTest | null> {
  const sample = buildSample(trigger);
  if (!sample) return null;
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const { fresh } = await insertEvents(tx, database.kind, [sample], 'routed');
    const [event] = fresh;
    return event ? routeToChannel(tx, event, channel) : null;
  });
}

function buildSample(trigger: string): NewEvent | null {
  const provider = Object.values(providers).find(({ triggers }) => Object.hasOwn(triggers, trigger));
  if (!provider) return null;
  const now = Date.now();
  const raw = JSON.stringify(refreshSample(provider.sample(trigger), now, randomUUID().slice(0, 8)));
  const { key, repeat, problems, ...normalized } = normalizeBody(provider, raw);
  const event = { ...normalized, source: sampleSource, provider: provider.name };
  return { event, raw, key, ...(repeat && { repeat }), problems, receivedAt: now, test: 'real' };
}

async function routeToChannel(tx: Db, event: StoredEvent, channel: string): Promise<PostedTest> {
  const { rules, mutedUntil } = await readChannel(tx, channel);
  const now = Date.now();
  const explanation = await explain(event, rules, () => buildSession([event]));
  const plan = explanation.rule && planDelivery(explanation.rule, mutedUntil, now);
  if (plan) await insertDeliveries(tx, [newPost(event, plan.rule, plan.state)], now);
  await raiseRevision(tx, 'lanes');
  return { event, explanation, state: plan?.state ?? null };
}
