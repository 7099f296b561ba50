/** What became of an event in a channel, in plain words. What it quotes of the event is text like any other. */
import type { StoredEvent } from '../../events/event.ts';
import type { Block } from '../../messages/message.ts';
import { findKind } from '../../platforms/index.ts';
import type { Explanation } from '../../rules/explain.ts';
import type { Attempt } from '../../store/attempts.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { LaneTrouble } from '../../store/lanes.ts';
import { showMention } from './mention.ts';
import { momentWords } from './moment.ts';
import { ruleWords } from './rule-words.ts';
import { bold, bullets, code, numbered, paragraph, type Words } from './say.ts';

export interface Asked {
  event: StoredEvent;
  /** How often the same event came again. */
  duplicates: number;
  /** By the rules as they stand now. */
  explanation: Explanation;
  /** What the channel was owed when it came; null: nothing. */
  delivery: Delivery | null;
  /** The rule's mentions that the platform refused, and that the message leaves out. */
  dropped: readonly string[];
  /** Of the message that tells of it. */
  attempts: readonly Attempt[];
  trouble: LaneTrouble | null;
  mutedUntil: number | null;
}

export function whyBlocks(asked: Asked): Block[] {
  return [
    paragraph(receivedWords(asked)),
    ...doubtBlocks(asked.event),
    paragraph(outcomeWords(asked)),
    ...droppedBlocks(asked),
    ...ruleBlocks(asked),
    ...attemptBlocks(asked),
  ];
}

/** The rules one by one, and which decided. */
export function walkBlock({ steps }: Explanation): Block {
  return numbered(
    steps.map(({ rule, result, reason }) => [
      ...ruleWords(rule),
      ' · ',
      result === 'matched' ? bold(result) : result,
      ...(result === 'not reached' ? [] : [`: ${reason.replace(/^(on|if): /, '')}`]),
    ]),
  );
}

function receivedWords({ event, duplicates }: Asked): Words {
  return [
    'Received ',
    momentWords(Date.parse(event.receivedAt)),
    ' from ',
    code(event.source),
    ' as ',
    code(event.trigger),
    ', which is ',
    code(event.type),
    '. ',
    duplicates > 0 ? `The same webhook came ${duplicates + 1} times; it was taken once. ` : '',
    code(event.id),
  ];
}

function doubtBlocks({ status, problems, notes }: StoredEvent): Block[] {
  return [
    ...(status === 'quarantined' ? [paragraph('It was not understood, and is told nowhere:'), bullets(problems)] : []),
    ...(notes.length > 0 ? [paragraph('Noted:'), bullets(notes)] : []),
  ];
}

function outcomeWords({ event, explanation, delivery, trouble, mutedUntil }: Asked): Words {
  if (!delivery) return nothingOwed(event, explanation);
  switch (delivery.state) {
    case 'ignored':
      return [bold('Not posted'), ': a rule says to ignore it.'];
    case 'muted': {
      const still = mutedUntil !== null && mutedUntil > Date.now();
      return [
        bold('Not posted'),
        ': the channel was muted when it came',
        ...(still ? [', and is until ', momentWords(mutedUntil)] : []),
        '.',
      ];
    }
    case 'pending':
    case 'sending':
      return [bold('Not posted yet'), ': ', ...waitWords(trouble)];
    case 'sent':
      return [bold('Posted'), ' ', momentWords(delivery.updatedAt), '.'];
    case 'folded':
      return [
        bold('Posted'),
        ' ',
        momentWords(delivery.updatedAt),
        ', together with others in one message, since the channel was behind.',
      ];
    case 'dead':
      return [bold('Given up'), delivery.error ? `: ${delivery.error}` : '.'];
  }
}

function droppedBlocks({ delivery, dropped }: Asked): Block[] {
  if (!delivery || dropped.length === 0) return [];
  const title = findKind(delivery.channel)?.title ?? 'The platform';
  const names = dropped.flatMap((mention, at) => [at === 0 ? '' : ' and ', code(showMention(mention))]);
  return [paragraph([bold('Without '), ...names, `: ${title} refused the message with that mention.`])];
}

function nothingOwed({ status }: StoredEvent, { outcome, steps }: Explanation): Words {
  if (status === 'quarantined') return [bold('Not posted'), ': no rule was asked.'];
  if (steps.length === 0) return [bold('Not posted'), ': this channel has no rules.'];
  if (outcome === 'nothing') return [bold('Not posted'), ': no rule here matches it.'];
  const now = outcome === 'post' ? 'would be posted' : 'is to be ignored';
  return [bold('Not posted'), `: when it came no rule matched it. By the rules as they are now it ${now}.`];
}

function waitWords(trouble: LaneTrouble | null): Exclude<Words, string> {
  if (!trouble) return ['it is on its way, behind what came before it.'];
  const next = [' It is tried again ', momentWords(trouble.nextAt), '.'];
  if (trouble.held === null) return ['the last attempts failed.', ...next];
  return ['the channel is held since ', momentWords(trouble.since), `: ${trouble.held}`, ...next];
}

function ruleBlocks({ explanation, delivery }: Asked): Block[] {
  const { steps, rule } = explanation;
  const decided = delivery
    ? [paragraph([bold(`Rule ${delivery.rule.position + 1} decided`), ': ', ...ruleWords(delivery.rule)])]
    : [];
  if (steps.length === 0) return decided;
  const changed = delivery && delivery.rule.id !== rule?.id ? ' (they were changed since)' : '';
  return [...decided, paragraph(`The rules as they are now${changed}:`), walkBlock(explanation)];
}

function attemptBlocks({ delivery, attempts }: Asked): Block[] {
  if (!delivery || attempts.length === 0) return [];
  const title = findKind(delivery.channel)?.title ?? 'The platform';
  return [
    paragraph(attempts.length === 1 ? 'Tried once:' : `Tried ${attempts.length} times:`),
    bullets(
      attempts.map(({ at, outcome, error, took }) => [
        momentWords(at),
        ` ${title} answered after ${took} ms: `,
        code(outcome),
        error === null ? '' : ` ${error}`,
      ]),
    ),
  ];
}
