/** Why an event was or was not told: channel by channel, rule by rule, and what the platform answered. */
import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import type { Session } from '../events/session.ts';
import { type Explanation, explain, formatExplanation } from '../rules/explain.ts';
import { type Attempt, attemptsOf } from '../store/attempts.ts';
import { type Channel, listChannels } from '../store/channels.ts';
import { type Delivery, findDelivery, listDeliveries } from '../store/deliveries.ts';
import { countDuplicates, findEvent, sessionEvents } from '../store/events.ts';
import { findTrouble, type LaneTrouble } from '../store/lanes.ts';
import { readChannel } from '../store/rules.ts';
import type { Db } from '../store/tables.ts';

export interface ChannelAnswer {
  channel: string;
  /** By the rules as they stand now. */
  explanation: Explanation;
  /** What was owed to the channel when the event came; null: nothing. */
  delivery: Delivery | null;
  /** The rule's mentions that the platform refused, and that the message leaves out. */
  dropped: readonly string[];
  attempts: Attempt[];
  /** What holds the channel's lane up now; null: nothing. */
  trouble: LaneTrouble | null;
}

export interface Answer {
  event: StoredEvent;
  /** How often the same event came again. */
  duplicates: number;
  channels: ChannelAnswer[];
  /** The same for people. What it quotes of the event is plain text, to be escaped. */
  lines: string[];
}

/** Null when there is no such event. */
export async function why(db: Db, eventId: string): Promise<Answer | null> {
  const event = await findEvent(db, eventId);
  if (!event) return null;
  const session = foldSession(await sessionEvents(db, event));
  const deliveries = await listDeliveries(db, { event: event.id, limit: 10_000 });
  const channels: ChannelAnswer[] = [];
  for (const channel of await listChannels(db)) channels.push(await answerFor(db, event, channel, session, deliveries));
  const duplicates = await countDuplicates(db, event.id);
  return {
    event,
    duplicates,
    channels,
    lines: [...describeEvent(event, duplicates), ...channels.flatMap(describeChannel)],
  };
}

/** The same for one channel. */
export async function whyHere(db: Db, event: StoredEvent, address: string): Promise<ChannelAnswer> {
  const session = foldSession(await sessionEvents(db, event));
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
): Promise<ChannelAnswer> {
  const delivery = deliveries.find(({ channel }) => channel === address) ?? null;
  return {
    channel: address,
    explanation: explain(event, rules, () => session),
    delivery,
    dropped: delivery ? await droppedFrom(db, delivery) : [],
    attempts: delivery ? await attemptsOf(db, delivery.id) : [],
    trouble: await findTrouble(db, address),
  };
}

/** A message that reports several leaves out mentions as a whole. */
async function droppedFrom(db: Db, delivery: Delivery): Promise<string[]> {
  const { foldedInto, rule } = delivery;
  const head = foldedInto === null ? delivery : await findDelivery(db, foldedInto);
  return (rule.mention ?? []).filter(mention => head?.droppedMentions.includes(mention));
}

function describeEvent(event: StoredEvent, duplicates: number): string[] {
  const again = duplicates > 0 ? [`It came ${duplicates + 1} times and was taken once.`] : [];
  const quarantined =
    event.status === 'quarantined' ? ['It is quarantined and was told nowhere:', ...indent(event.problems)] : [];
  const notes = event.notes.length > 0 ? ['Noted:', ...indent(event.notes)] : [];
  return [
    `${event.id}: ${event.type} (${event.trigger}), received ${event.receivedAt} from ${event.source}`,
    ...again,
    ...quarantined,
    ...notes,
  ];
}

function describeChannel(answer: ChannelAnswer): string[] {
  const { channel, explanation } = answer;
  return ['', channel, ...indent(formatExplanation(explanation)), ...indent(describeDelivery(answer))];
}

function describeDelivery({ delivery, dropped, attempts, trouble }: ChannelAnswer): string[] {
  if (!delivery || delivery.state === 'ignored') return [];
  if (delivery.state === 'muted') return ['the channel was muted when it came'];
  const history = attempts.map(({ at, outcome, error, took }) => {
    return `${writeMoment(at)} ${outcome} after ${took} ms${error ? `: ${error}` : ''}`;
  });
  const state =
    delivery.foldedInto === null ? delivery.state : `told by the message of delivery ${delivery.foldedInto}`;
  const without =
    dropped.length > 0 ? [`without ${dropped.join(' and ')}: the platform refused the message with that mention`] : [];
  return [`delivery ${delivery.id}: ${state}`, ...indent([...without, ...history, ...describeWait(delivery, trouble)])];
}

function describeWait({ state }: Delivery, trouble: LaneTrouble | null): string[] {
  if (!trouble || (state !== 'pending' && state !== 'sending')) return [];
  const next = `tried again at ${writeMoment(trouble.nextAt)}`;
  return trouble.held === null
    ? [next]
    : [`the channel is held since ${writeMoment(trouble.since)}: ${trouble.held}`, next];
}

function writeMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function indent(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`);
}
