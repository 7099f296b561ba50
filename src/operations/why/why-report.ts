/** Explains why an event was or wasn't posted: each channel's recorded decision, its rules and the delivery attempts. */

import { formatRule } from '../../callboard-yaml/print-file.ts';
import { buildSession } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import type { Session } from '../../events/session.ts';
import { channelFilter } from '../../pipeline/channel-filter.ts';
import { type Explanation, explain } from '../../rules/explain.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { lastRuleChange } from '../../store/audit-log.ts';
import { type Attempt, attemptsOf } from '../../store/deliveries/attempts.ts';
import { type Delivery, findDelivery, listDeliveries } from '../../store/deliveries/deliveries.ts';
import { type ShownState, stateWords } from '../../store/deliveries/delivery-states.ts';
import type { Hold } from '../../store/deliveries/holds.ts';
import { findShown, readHolds } from '../../store/deliveries/shown-deliveries.ts';
import { countDuplicates, findEvent, isRouted, sessionEvents } from '../../store/events/events.ts';
import { type Channel, listChannels } from '../../store/settings/channels.ts';
import { readChannel } from '../../store/settings/rules.ts';
import { listOwners } from '../../store/sources/sources.ts';
import type { Db } from '../../store/tables.ts';
import { counted } from '../../util/plural.ts';

export interface ChannelReport {
  channel: string;
  /** By today's rules. */
  explanation: Explanation;
  /** When the channel's rules were last changed since the event was received, milliseconds; null: they are the same. */
  changedAt: number | null;
  /** The decision recorded when the event was received. Null when none was recorded, for example when no rule matched. */
  delivery: Delivery | null;
  /** The delivery's state in words of the interface; null without one. */
  state: ShownState | null;
  /** The rule's mentions that the platform refused, and that the message leaves out. */
  dropped: readonly string[];
  attempts: Attempt[];
  /** Why the channel waits; null: posting there works. */
  trouble: Hold | null;
}

export interface EventReport {
  event: StoredEvent;
  /** How often the same event was received again. */
  duplicates: number;
  /** Whether the rules have been checked for it. */
  routed: boolean;
  /** The channels that the event could reach. */
  channels: ChannelReport[];
  /** The same as text for people. Values from the event are plain text: escape them. */
  lines: string[];
}

/** Explains an event in every channel it could reach. Null when there is no such event. */
export async function explainEvent(db: Db, eventId: string): Promise<EventReport | null> {
  const event = await findEvent(db, eventId);
  if (!event) return null;
  const session = buildSession(await sessionEvents(db, event));
  const deliveries = await listDeliveries(db, { event: event.id, limit: 10_000 });
  const owner = (await listOwners(db)).get(event.source);
  // A quarantined event reaches no channel.
  const mayReach = event.status === 'quarantined' ? () => false : (channelFilter(event, owner) ?? (() => true));
  const hasDelivery = (address: string) => deliveries.some(({ channel }) => channel === address);
  const channels: ChannelReport[] = [];
  for (const channel of await listChannels(db)) {
    if (!mayReach(channel.address) && !hasDelivery(channel.address)) continue;
    channels.push(await answerFor(db, event, channel, session, deliveries));
  }
  const duplicates = await countDuplicates(db, event.id);
  const answer = { event, duplicates, routed: await isRouted(db, event.seq), channels };
  return { ...answer, lines: describeWhy(answer).map(({ text }) => text) };
}

/** Explains an event in one channel. */
export async function explainInChannel(db: Db, event: StoredEvent, address: string): Promise<ChannelReport> {
  const session = buildSession(await sessionEvents(db, event));
  const { rules } = await readChannel(db, address);
  return answerFor(
    db,
    event,
    { address, rules },
    session,
    await listDeliveries(db, { event: event.id, channel: address }),
  );
}

async function answerFor(
  db: Db,
  event: StoredEvent,
  { address, rules }: Pick<Channel, 'address' | 'rules'>,
  session: Session,
  deliveries: readonly Delivery[],
): Promise<ChannelReport> {
  const delivery = deliveries.find(({ channel }) => channel === address) ?? null;
  return {
    channel: address,
    explanation: explain(event, rules, () => session),
    changedAt: await lastRuleChange(db, address, Date.parse(event.receivedAt)),
    delivery,
    state: delivery ? ((await findShown(db, delivery.id))?.shown ?? null) : null,
    dropped: delivery ? await droppedFrom(db, delivery) : [],
    attempts: delivery ? await attemptsOf(db, delivery.id) : [],
    trouble: (await readHolds(db))(address),
  };
}

/** The mentions of the rule that the message left out. In a batch they are recorded on its first delivery. */
async function droppedFrom(db: Db, delivery: Delivery): Promise<string[]> {
  const { foldedInto, rule } = delivery;
  const head = foldedInto === null ? delivery : await findDelivery(db, foldedInto);
  return (rule.mention ?? []).filter(mention => head?.droppedMentions.includes(mention));
}

/** A line of text and its kind, which selects its color. */
export interface WhyLine {
  text: string;
  is?: 'title' | 'detail';
  /** On the title of a channel. */
  state?: ShownState | 'skipped';
}

/** Words the report, line by line. `when` formats a time in milliseconds. */
export function describeWhy(
  { event, duplicates, routed, channels }: Omit<EventReport, 'lines'>,
  when: (moment: number) => string = writeIso,
): WhyLine[] {
  return [
    ...describeEvent(event, duplicates, when),
    ...(routed || event.status === 'quarantined'
      ? []
      : [{ text: 'Not posted yet: the server checks the rules for it within a second, or when it starts.' }]),
    ...channels.flatMap(channel => describeChannel(channel, routed, when)),
  ];
}

function describeEvent(event: StoredEvent, duplicates: number, when: (moment: number) => string): WhyLine[] {
  const { id, type, trigger, source, provider, receivedAt, test, status, problems, notes } = event;
  const again = counted(duplicates, 'duplicate');
  return [
    { text: `${type} ${id}`, is: 'title' },
    { text: `Received ${when(Date.parse(receivedAt))} from ${describeSource(source, provider)} (${trigger}).` },
    ...(duplicates > 0
      ? [{ text: `The same webhook was received ${counted(duplicates + 1, 'time')}; ${again} ignored.` }]
      : []),
    ...(test
      ? [
          {
            text:
              test === 'preview'
                ? "This was a test webhook. It's posted only to preview channels."
                : 'This was a test webhook.',
          },
        ]
      : []),
    ...(status === 'quarantined'
      ? [{ text: 'Quarantined: the webhook is unreadable, so no rules were checked.' }]
      : []),
    ...(status === 'quarantined' ? indent(problems) : []),
    ...(notes.length > 0 ? [{ text: 'Notes:' }, ...indent(notes)] : []),
  ];
}

/** `CometChat`; a source with a name of its own is named too. */
function describeSource(source: string, provider: string): string {
  return source === provider ? providerTitle(provider) : `${providerTitle(provider)}, source ${source}`;
}

function describeChannel(answer: ChannelReport, routed: boolean, when: (moment: number) => string): WhyLine[] {
  const { channel, state } = answer;
  if (!routed && !state) return [];
  const title = `${channel}: ${state ? stateWords[state] : 'skipped, no rule matched'}`;
  return [
    { text: '' },
    { text: title, is: 'title', state: state ?? 'skipped' },
    ...indent([...describeDecision(answer), ...describeRules(answer, when), ...describeDelivery(answer, when)]),
  ];
}

/** Describes the rule that decided, as recorded with the delivery. */
function describeDecision({ delivery }: ChannelReport): string[] {
  if (!delivery) return [];
  const { rule, state } = delivery;
  const muted = state === 'muted' ? ['The channel was muted when it was received.'] : [];
  return [`Matched rule ${rule.position + 1}: ${formatRule(rule)}`, ...muted];
}

/** Describes the result of each rule that was checked. If the rules changed since, it says so and uses today's rules. */
function describeRules(
  { delivery, explanation, changedAt }: ChannelReport,
  when: (moment: number) => string,
): string[] {
  const { steps, rule } = explanation;
  if (steps.length === 0)
    return [changedAt === null ? 'This channel has no rules.' : 'Today this channel has no rules.'];
  const walk = steps
    .filter(({ result }) => result !== 'not checked')
    .map(({ result, reason }, at) => `${at + 1}. ${result}: ${reason}`);
  const decidesAlike = delivery ? rule?.id === delivery.rule.id : rule === null;
  if (decidesAlike && changedAt === null) return walk;
  const changed = changedAt === null ? '' : ` (changed since, ${when(changedAt)})`;
  return [`By today's rules${changed}: ${describeOutcome(explanation)}`, ...walk.map(line => `  ${line}`)];
}

function describeOutcome({ steps, outcome, rule }: Explanation): string {
  const number = steps.findIndex(step => step.rule === rule) + 1;
  if (outcome === 'nothing') return 'no rule matches';
  return outcome === 'post' ? `rule ${number} would post it` : `rule ${number} would ignore it`;
}

/** `posted in 8 ms` */
export function describeAttempt(outcome: string, took: number): string {
  if (outcome === 'found') return 'already posted';
  return `${outcome === 'sent' ? 'posted in' : 'failed after'} ${took} ms`;
}

function describeDelivery(
  { delivery, state, dropped, attempts, trouble }: ChannelReport,
  when: (moment: number) => string,
): string[] {
  if (!delivery || delivery.state === 'ignored' || delivery.state === 'muted') return [];
  const { id, foldedInto } = delivery;
  const history = attempts.map(({ at, outcome, error, took }) => {
    return `${when(at)}: ${describeAttempt(outcome, took)}${error ? `: ${error}` : ''}`;
  });
  const without = dropped.map(mention => `Posted without ${mention}: the platform rejected that mention.`);
  const batch = foldedInto === null ? [] : [`Batched into message ${foldedInto}.`];
  return [
    `Message ${id}`,
    ...[...batch, ...without, ...history, ...describeWait(state, trouble, when)].map(line => `  ${line}`),
  ];
}

function describeWait(state: ShownState | null, trouble: Hold | null, when: (moment: number) => string): string[] {
  if (!trouble || (state !== 'on-hold' && state !== 'retrying')) return [];
  const next = trouble.nextAt > 0 ? [`Next retry: ${when(trouble.nextAt)}.`] : [];
  return trouble.held === null ? next : [`On hold since ${when(trouble.since)}: ${trouble.held}`, ...next];
}

function writeIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function indent(lines: readonly string[]): WhyLine[] {
  return lines.map(text => ({ text: `  ${text}`, is: 'detail' }));
}
