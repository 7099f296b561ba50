/** Plans the deliveries of an event: the one place that decides in which channels it is posted. Pure. */
import type { StoredEvent } from '../events/event.ts';
import type { FindSession } from '../rules/match.ts';
import type { Rule } from '../rules/rule.ts';
import { createPause } from '../util/slices.ts';
import { reachableChannels } from './reachable-channels.ts';
import type { RoutingTable } from './routing-table.ts';

/** The plan for an event in the rule's channel. A channel where no rule matches has no plan. */
export interface DeliveryPlan {
  /** The first rule that matches. */
  rule: Rule;
  /** `queued`: post it now. `ignored`: the rule ignores it. `muted`: the rule posts it, but the channel is muted. */
  state: 'queued' | 'ignored' | 'muted';
}

/**
 * Plans one event. Rules that read `session` call `findSession`. `now` is in milliseconds. Awaits `pause` between expensive
 * conditions.
 */
export async function planDeliveries(
  event: StoredEvent,
  findSession: FindSession,
  { rules, mutes, owners }: Pick<RoutingTable, 'rules' | 'mutes' | 'owners'>,
  now: number,
  pause: () => Promise<void> = createPause(),
): Promise<DeliveryPlan[]> {
  const inChannel = reachableChannels(event, owners.get(event.source));
  const decisions = await rules.decideInSlices(event, findSession, { inChannel, pause });
  return decisions.map(({ channel, rule }) => planDelivery(rule, mutes.get(channel) ?? null, now));
}

/** Plans the delivery of a rule that matches. `mutedUntil` is when its channel's mute ends, in milliseconds. */
export function planDelivery(rule: Rule, mutedUntil: number | null, now: number): DeliveryPlan {
  if (rule.do === 'ignore') return { rule, state: 'ignored' };
  return { rule, state: mutedUntil !== null && mutedUntil > now ? 'muted' : 'queued' };
}
