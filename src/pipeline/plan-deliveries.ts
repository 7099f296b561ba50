/** Plans the deliveries of an event: the one place that decides in which channels it is posted. Pure. */
import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
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
 * Plans one event. `session` lists the events of its session, with the event; only rules that read `session` use it. `now`
 * is in milliseconds. Awaits `pause` between expensive conditions.
 */
export async function planDeliveries(
  event: StoredEvent,
  session: readonly StoredEvent[],
  { rules, mutes, owners }: RoutingTable,
  now: number,
  pause: () => Promise<void> = createPause(),
): Promise<DeliveryPlan[]> {
  const inChannel = reachableChannels(event, owners.get(event.source));
  const decisions = await rules.decideInSlices(event, () => buildSession(session), { inChannel, pause });
  const isMuted = (channel: string) => (mutes.get(channel) ?? 0) > now;
  return decisions.map(({ channel, rule }) => ({
    rule,
    state: rule.do === 'ignore' ? 'ignored' : isMuted(channel) ? 'muted' : 'queued',
  }));
}
