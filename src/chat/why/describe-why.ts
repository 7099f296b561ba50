/** Describes why an event was or wasn't posted in a channel. Quoted event text is plain text. */
import type { StoredEvent } from '../../events/event.ts';
import { localTime } from '../../messages/local-time.ts';
import type { Block } from '../../messages/message.ts';
import { describeRule, showMention } from '../../operations/describe-rule.ts';
import { findDescriptor } from '../../platforms/index.ts';
import type { Explanation } from '../../rules/explain.ts';
import { findProvider } from '../../sources/providers/index.ts';
import type { Attempt } from '../../store/deliveries/attempts.ts';
import type { Delivery } from '../../store/deliveries/deliveries.ts';
import type { Hold } from '../../store/deliveries/holds.ts';
import { counted } from '../../util/plural.ts';
import { bold, bullets, code, type InlineText, numbered, paragraph } from '../reply/build-reply.ts';

/** The facts about one event in one channel. */
export interface WhyFacts {
  event: StoredEvent;
  /** How often the same event was received again. */
  duplicates: number;
  /** By today's rules. */
  explanation: Explanation;
  /** The decision recorded when the event was received; null when no rule matched. */
  delivery: Delivery | null;
  /** The rule's mentions that the platform refused, and that the message leaves out. */
  dropped: readonly string[];
  /** Attempts to post the message that covers it. */
  attempts: readonly Attempt[];
  trouble: Hold | null;
  mutedUntil: number | null;
}

/** Describes the event, its outcome, the rules and the attempts. */
export function whyBlocks(facts: WhyFacts): Block[] {
  return [
    paragraph(describeReceipt(facts)),
    ...parseProblemBlocks(facts.event),
    paragraph(describeOutcome(facts)),
    ...droppedMentionBlocks(facts),
    ...ruleBlocks(facts),
    ...attemptBlocks(facts),
  ];
}

/** Lists the rules with the result of each. */
export function ruleResultsBlock({ steps }: Explanation): Block {
  const matched = steps.findIndex(({ result }) => result === 'matched') + 1;
  return numbered(
    steps.map(({ rule, result, reason }) => [
      ...describeRule(rule),
      ' · ',
      ...(result === 'not checked' ? [`not checked (rule ${matched} matched first)`] : []),
      ...(result === 'not checked' ? [] : [result === 'matched' ? bold('matched') : 'no match']),
      ...(result === 'not checked' ? [] : [`: ${reason}`]),
    ]),
  );
}

function describeReceipt({ event, duplicates }: WhyFacts): InlineText {
  const title = findProvider(event.provider)?.title ?? event.provider;
  return [
    `${event.test ? 'Test webhook received' : 'Received'} from ${title}`,
    ...(event.source === event.provider || event.test ? [] : [' (source ', code(event.source), ')']),
    ': ',
    localTime(Date.parse(event.receivedAt)),
    ', ',
    code(event.trigger),
    ' → ',
    code(event.type),
    '. ',
    duplicates > 0 ? `Received ${duplicates + 1} times, counted once. ` : '',
    'Event ID: ',
    code(event.id),
  ];
}

function parseProblemBlocks({ status, problems, notes }: StoredEvent): Block[] {
  return [
    ...(status === 'quarantined'
      ? [paragraph('Quarantined: I couldn’t parse this webhook, so nothing was posted.'), bullets(problems)]
      : []),
    ...(notes.length > 0 ? [paragraph('Notes:'), bullets(notes)] : []),
  ];
}

function describeOutcome({ event, explanation, delivery, trouble, mutedUntil }: WhyFacts): InlineText {
  if (!delivery) return describeUnmatched(event, explanation);
  switch (delivery.state) {
    case 'ignored':
      return [bold('Not posted'), `: rule ${delivery.rule.position + 1} ignores it.`];
    case 'muted': {
      const still = mutedUntil !== null && mutedUntil > Date.now();
      return [
        bold('Not posted'),
        ': the channel was muted',
        ...(still ? [' (until ', localTime(mutedUntil), ')'] : []),
        '.',
      ];
    }
    case 'pending':
    case 'sending':
      return describeWait(trouble);
    case 'sent':
      return [bold('Posted'), ' ', localTime(delivery.updatedAt), '.'];
    case 'folded':
      return [bold('Posted'), ' ', localTime(delivery.updatedAt), ' in a batch, because the channel had a backlog.'];
    case 'dead':
      return [bold('Failed'), delivery.error ? `: ${delivery.error}` : '.'];
  }
}

function droppedMentionBlocks({ delivery, dropped }: WhyFacts): Block[] {
  if (!delivery || dropped.length === 0) return [];
  const title = findDescriptor(delivery.channel)?.title ?? 'The platform';
  const names = dropped.flatMap((mention, at) => [at === 0 ? '' : ' and ', code(showMention(mention))]);
  return [paragraph([bold('Posted without '), ...names, `: ${title} rejected that mention.`])];
}

function describeUnmatched({ status }: StoredEvent, { outcome, steps }: Explanation): InlineText {
  if (status === 'quarantined') return [bold('Not posted'), ': quarantined before rules ran.'];
  if (steps.length === 0) return [bold('Not posted'), ': this channel has no rules.'];
  if (outcome === 'nothing') return [bold('Not posted'), ': no rule matches it.'];
  const now = outcome === 'post' ? 'posted' : 'ignored';
  return [bold('Not posted'), `: no rule matched at the time. With today’s rules it would be ${now}.`];
}

function describeWait(trouble: Hold | null): InlineText {
  if (!trouble) return [bold('Queued'), ' behind earlier messages.'];
  const at = localTime(trouble.nextAt);
  if (trouble.held === null) return [bold('Retrying'), ': recent attempts failed. Next retry: ', at, '.'];
  const reason = trouble.held.replace(/\.$/, '');
  return [bold('On hold'), ' since ', localTime(trouble.since), `: ${reason}. Next check: `, at, '.'];
}

function ruleBlocks({ explanation, delivery }: WhyFacts): Block[] {
  const { steps, rule } = explanation;
  const decided = delivery
    ? [paragraph([bold(`Matched rule ${delivery.rule.position + 1}`), ': ', ...describeRule(delivery.rule)])]
    : [];
  if (steps.length === 0) return decided;
  const changed = delivery && delivery.rule.id !== rule?.id ? ' (changed since this event)' : '';
  return [...decided, paragraph(`Current rules${changed}:`), ruleResultsBlock(explanation)];
}

function attemptBlocks({ delivery, attempts }: WhyFacts): Block[] {
  if (!delivery || attempts.length === 0) return [];
  return [
    paragraph(`${counted(attempts.length, 'attempt')}:`),
    bullets(
      attempts.map(({ at, outcome, error, took }) => [
        localTime(at),
        `: ${describeAttempt(outcome, took)}`,
        error === null ? '' : `: ${error}`,
      ]),
    ),
  ];
}

function describeAttempt(outcome: string, took: number): string {
  if (outcome === 'sent') return `posted in ${took} ms`;
  return outcome === 'found' ? 'already posted' : `failed after ${took} ms`;
}
