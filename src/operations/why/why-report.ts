/** Explains why an event was or wasn't posted. The data is in the interface's words; `why --json` prints it. */

import type { StoredEvent } from '../../events/event.ts';
import { sampleSource } from '../../events/sample.ts';
import type { Session } from '../../events/session.ts';
import { reachableChannels } from '../../pipeline/reachable-channels.ts';
import { type Explanation, explain } from '../../rules/explain.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { lastRuleChange } from '../../store/audit-log.ts';
import { attemptsOf } from '../../store/deliveries/attempts.ts';
import { findDelivery } from '../../store/deliveries/deliveries.ts';
import type { ShownState } from '../../store/deliveries/delivery-states.ts';
import { type HoldOf, listShown, readHolds, type ShownDelivery } from '../../store/deliveries/shown-deliveries.ts';
import { countDuplicates, isRouted } from '../../store/events/events.ts';
import { readSession } from '../../store/events/read-sessions.ts';
import { type Channel, listChannels } from '../../store/settings/channels.ts';
import { bodyOf, readChannel } from '../../store/settings/rules.ts';
import { listOwners } from '../../store/sources/sources.ts';
import type { Db } from '../../store/tables.ts';

/** The reasons for one event. Texts may quote the event and must be escaped. Times are ISO 8601 UTC. */
export interface WhyReport {
  event: StoredEvent;
  /** How often the same event was received again. */
  duplicates: number;
  /** Whether the rules have been checked for it. */
  rulesChecked: boolean;
  /** The channels that the event could reach. */
  channels: WhyChannel[];
}

export interface WhyChannel {
  /** `slack:T0123/C0456` */
  channel: string;
  /** `skipped`: no rule matched. Null: the rules haven't been checked yet. */
  state: WhyState | null;
  /** The rule that matched when the event was received, as it was then, and its number in the list. Null: no rule matched. */
  matched: { number: number; rule: RuleBody } | null;
  rules: WhyRules;
  /** Null without a message: no rule matched, or the event was ignored or muted. */
  message: WhyMessage | null;
  /** Set while the channel or its platform is on hold. `since` is null while the platform isn't set up. */
  hold: { reason: string; since: string | null } | null;
  /** Set while the message is on hold or retrying. */
  nextRetryAt: string | null;
  /** The end of the mute, for an event that was muted; null once it is over. */
  mutedUntil: string | null;
}

export type WhyState = ShownState | 'skipped';

/** The channel's current rules. */
export interface WhyRules {
  /** The last change after the event was received; null: the rules are the same. */
  changedAt: string | null;
  /** Whether the current rules decide as the recorded decision says, and weren't changed. */
  asRecorded: boolean;
  /** The decision that the current rules would make. */
  outcome: 'post' | 'ignore' | 'skip';
  checks: RuleCheck[];
}

/** One rule of the list, and whether it matched. */
export interface RuleCheck {
  /** From 1. */
  number: number;
  rule: RuleBody;
  result: 'matched' | 'no match' | 'not checked';
  reason: string;
}

export interface WhyMessage {
  /** The ID that `retry` takes. */
  id: number;
  /** The message that reports this event along with others; null when it has a message of its own. */
  batchedInto: number | null;
  postedAt: string | null;
  /** Why it failed. */
  error: string | null;
  /** The rule's mentions that the platform rejected. The message was posted without them. */
  droppedMentions: string[];
  /** The attempts to post it, or to post its batch, oldest first. */
  attempts: {
    at: string;
    result: 'posted' | 'already posted' | 'failed';
    error: string | null;
    milliseconds: number;
  }[];
}

/** Explains an event in every channel it could reach, or in one channel. Without `holds`, only the stored ones count. */
export async function explainEvent(
  db: Db,
  event: StoredEvent,
  { onlyIn, holds }: { onlyIn?: string; holds?: HoldOf } = {},
): Promise<WhyReport> {
  const holdOf = holds ?? (await readHolds(db));
  const channel = onlyIn === undefined ? {} : { channel: onlyIn };
  const filter = { event: event.id, limit: Number.POSITIVE_INFINITY, ...channel };
  const deliveries = await listShown(db, filter, holdOf);
  const found = new Map(deliveries.map(delivery => [delivery.channel, delivery]));
  const mayReach = await reachOf(db, event);
  const facts: Facts = {
    event,
    session: await readSession(db, event),
    rulesChecked: await isRouted(db, event.seq),
    holdOf,
  };
  const channels: WhyChannel[] = [];
  for (const each of await readChannels(db, onlyIn)) {
    const delivery = found.get(each.address) ?? null;
    if (delivery || mayReach(each.address)) channels.push(await explainChannel(db, facts, each, delivery));
  }
  return { event, duplicates: await countDuplicates(db, event.id), rulesChecked: facts.rulesChecked, channels };
}

interface Facts {
  event: StoredEvent;
  session: Session;
  rulesChecked: boolean;
  holdOf: HoldOf;
}

/** Numbers an explanation's rules for the list of checks. */
export function listChecks({ steps }: Explanation): RuleCheck[] {
  return steps.map(({ rule, result, reason }, at) => ({ number: at + 1, rule: bodyOf(rule), result, reason }));
}

type RuledChannel = Pick<Channel, 'address' | 'rules' | 'mutedUntil'>;

async function readChannels(db: Db, onlyIn: string | undefined): Promise<RuledChannel[]> {
  return onlyIn === undefined ? listChannels(db) : [{ address: onlyIn, ...(await readChannel(db, onlyIn)) }];
}

/** A quarantined event reaches no channel. A test that was posted in one channel reaches no other. */
async function reachOf(db: Db, event: StoredEvent): Promise<(channel: string) => boolean> {
  if (event.status === 'quarantined' || event.source === sampleSource) return () => false;
  const owner = (await listOwners(db)).get(event.source);
  return reachableChannels(event, owner) ?? (() => true);
}

async function explainChannel(
  db: Db,
  { event, session, rulesChecked, holdOf }: Facts,
  { address, rules, mutedUntil }: RuledChannel,
  delivery: ShownDelivery | null,
): Promise<WhyChannel> {
  const explanation = await explain(event, rules, () => session);
  const changedAt = await lastRuleChange(db, address, Date.parse(event.receivedAt));
  const state = delivery?.shown ?? (rulesChecked ? 'skipped' : null);
  const hold = state === 'on-hold' || state === 'retrying' ? holdOf(address) : null;
  return {
    channel: address,
    state,
    matched: delivery && { number: delivery.rule.position + 1, rule: bodyOf(delivery.rule) },
    rules: {
      changedAt: isoOf(changedAt),
      asRecorded: changedAt === null && (explanation.rule?.id ?? null) === (delivery?.rule.id ?? null),
      outcome: explanation.outcome === 'nothing' ? 'skip' : explanation.outcome,
      checks: listChecks(explanation),
    },
    message:
      delivery && state !== 'ignored' && state !== 'muted' && state !== 'superseded'
        ? await explainMessage(db, delivery)
        : null,
    hold: hold?.held ? { reason: hold.held, since: isoOf(hold.since) } : null,
    nextRetryAt: hold && hold.nextAt > 0 ? isoOf(hold.nextAt) : null,
    mutedUntil: state === 'muted' && mutedUntil !== null && mutedUntil > Date.now() ? isoOf(mutedUntil) : null,
  };
}

/** A batch records attempts and left-out mentions on its first delivery. */
async function explainMessage(db: Db, delivery: ShownDelivery): Promise<WhyMessage> {
  const { id, batchedInto, rule, shown, reason, updatedAt } = delivery;
  const head = batchedInto === null ? delivery : await findDelivery(db, batchedInto);
  return {
    id,
    batchedInto,
    postedAt: shown === 'posted' || shown === 'batched' ? isoOf(updatedAt) : null,
    error: shown === 'failed' ? reason : null,
    droppedMentions: (rule.mention ?? []).filter(mention => head?.droppedMentions.includes(mention)),
    attempts: (await attemptsOf(db, batchedInto ?? id)).map(({ at, outcome, error, took }) => ({
      at: new Date(at).toISOString(),
      result: outcome === 'posted' ? 'posted' : outcome === 'found' ? 'already posted' : 'failed',
      error,
      milliseconds: took,
    })),
  };
}

function isoOf(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
