/** Puts the reasons for an event into words. Chat, the CLI and the page show these blocks, each in its own style. */
import { bold, bullets, code, type InlineText, inlines, numbered, paragraph } from '../../messages/build-blocks.ts';
import { localTime, untilTime } from '../../messages/local-time.ts';
import type { Block, Inline } from '../../messages/message.ts';
import { findDescriptor } from '../../platforms/index.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { counted } from '../../util/plural.ts';
import { describeRule, showMention } from '../describe-rule.ts';
import type { RuleCheck, WhyChannel, WhyMessage, WhyReport, WhyRules, WhyState } from './why-report.ts';

export interface WhyText {
  /** The event: its type and ID, when and from where it was received, its problems. */
  about: Block[];
  /** False until the rules have been checked. */
  rulesChecked: boolean;
  /** Empty until the rules have been checked. */
  channels: WhyChannelText[];
}

export interface WhyChannelText {
  channel: string;
  state: WhyState;
  /** The result in one sentence; its first word or words are bold. */
  outcome: Inline[];
  /** The reasons: the rule that matched, the rules, the attempts. */
  details: Block[];
}

/** Describes an event and its result in each channel. */
export function describeWhy(report: WhyReport): WhyText {
  const channels = report.channels.flatMap(each => {
    const { channel, state } = each;
    if (state === null) return [];
    return [{ channel, state, outcome: inlines(describeOutcome(each, state)), details: describeDetails(each) }];
  });
  return { about: describeEvent(report), rulesChecked: report.rulesChecked, channels };
}

/** Lists rules with the result of each, up to the one that matched. */
export function ruleCheckBlocks(checks: readonly RuleCheck[]): Block[] {
  const checked = checks.filter(({ result }) => result !== 'not checked');
  const rest = checks.length - checked.length;
  const list = numbered(
    checked.map(({ rule, result, reason }) => [
      ...describeRule(rule),
      ' · ',
      result === 'matched' ? bold('matched') : 'no match',
      `: ${reason}`,
    ]),
  );
  if (rest === 0) return [list];
  return [list, paragraph(`${counted(rest, 'more rule')} not checked: rule ${checked.length} matched first.`)];
}

function describeEvent({ event, duplicates, rulesChecked, channels }: WhyReport): Block[] {
  const { id, type, trigger, source, provider, receivedAt, test, status, problems, notes } = event;
  const isNamed = source !== provider && !test;
  const received: InlineText = [
    'Received ',
    timeOf(receivedAt),
    ` from ${providerTitle(provider)}`,
    ...(isNamed ? [', source ', code(source)] : []),
    ' (',
    code(trigger),
    ').',
    ...(duplicates > 0 ? [` Received ${counted(duplicates + 1, 'time')}, counted once.`] : []),
  ];
  return [
    paragraph([bold(type), ' ', code(id)]),
    paragraph(received),
    ...(test === 'preview' ? [paragraph('This was a test for preview channels only.')] : []),
    ...(test === 'real' ? [paragraph('This was a test.')] : []),
    ...(status === 'quarantined'
      ? [paragraph([bold('Quarantined'), ': the webhook is unreadable, so no rules were checked.']), bullets(problems)]
      : []),
    ...(notes.length > 0 ? [paragraph('Notes:'), bullets(notes)] : []),
    ...(status === 'quarantined' ? [] : describeNoResult(rulesChecked, channels.length)),
  ];
}

/** Without a result in any channel: why there is none. */
function describeNoResult(rulesChecked: boolean, channels: number): Block[] {
  if (!rulesChecked) {
    return [paragraph([bold('Not posted yet'), '. A running server checks the rules within a second.'])];
  }
  return channels === 0 ? [paragraph([bold('Not posted'), ': no channel is set up for this event.'])] : [];
}

function describeOutcome(
  { matched, rules, message, hold, nextRetryAt, mutedUntil }: WhyChannel,
  state: WhyState,
): InlineText {
  const next = nextRetryAt === null ? [] : [' Next retry: ', timeOf(nextRetryAt), '.'];
  switch (state) {
    case 'skipped':
      return [
        bold('Not posted'),
        rules.asRecorded && rules.checks.length === 0 ? ': this channel has no rules.' : ': no rule matched.',
      ];
    case 'ignored':
      return [bold('Not posted'), `: rule ${matched?.number} ignores it.`];
    case 'muted':
      return [
        bold('Not posted'),
        ': the channel was muted',
        ...(mutedUntil ? [' until ', untilTime(Date.parse(mutedUntil))] : []),
        '.',
      ];
    case 'queued':
      return [bold('Queued'), ': it will be posted shortly.'];
    case 'sending':
      return [bold('Sending'), ' now.'];
    case 'retrying':
      return [bold('Retrying'), ': the last attempt failed.', ...next];
    case 'on-hold':
      return [
        bold('On hold'),
        ...(hold?.since ? [' since ', timeOf(hold.since)] : []),
        hold ? `: ${sentence(hold.reason)}` : '.',
        ...next,
      ];
    case 'superseded':
      return [bold('Not posted'), ': a newer change replaced it, or it would have changed nothing.'];
    case 'posted':
      return [bold('Posted'), ...postedAt(message), '.'];
    case 'batched':
      return [bold('Posted'), ...postedAt(message), ' in a batch, because the channel had a backlog.'];
    case 'failed':
      return [bold('Failed'), message?.error ? `: ${message.error}` : '.'];
  }
}

function postedAt(message: WhyMessage | null): (string | Inline)[] {
  return message?.postedAt ? [' ', timeOf(message.postedAt)] : [];
}

function describeDetails({ channel, matched, rules, message }: WhyChannel): Block[] {
  return [
    ...(message ? describeDropped(channel, message) : []),
    ...(matched ? [paragraph([bold(`Matched rule ${matched.number}`), ': ', ...describeRule(matched.rule)])] : []),
    ...describeRules(rules),
    ...(message ? describeAttempts(message) : []),
  ];
}

function describeDropped(channel: string, { droppedMentions }: WhyMessage): Block[] {
  if (droppedMentions.length === 0) return [];
  const names = droppedMentions.flatMap((mention, at) => [at === 0 ? '' : ' and ', code(showMention(mention))]);
  const those = droppedMentions.length === 1 ? 'that mention' : 'those mentions';
  const platform = findDescriptor(channel)?.title ?? 'The platform';
  return [paragraph([bold('Posted without '), ...names, `: ${platform} rejected ${those}.`])];
}

/** The rules that were checked. After a change only the current rules are known, and the text says so. */
function describeRules(rules: WhyRules): Block[] {
  const { changedAt, asRecorded, checks } = rules;
  if (asRecorded) return checks.length === 0 ? [] : [paragraph('Rules:'), ...ruleCheckBlocks(checks)];
  const decision = describeDecision(rules);
  const list = checks.length === 0 ? [] : ruleCheckBlocks(checks);
  if (changedAt === null) return [paragraph(`By the current rules, ${decision}.`), ...list];
  return [paragraph(['The rules were changed later (', timeOf(changedAt), `). Now ${decision}.`]), ...list];
}

function describeDecision({ outcome, checks }: WhyRules): string {
  if (checks.length === 0) return 'this channel has no rules';
  if (outcome === 'skip') return 'no rule matches';
  const number = checks.find(({ result }) => result === 'matched')?.number;
  return `rule ${number} would ${outcome} it`;
}

function describeAttempts({ id, batchedInto, attempts }: WhyMessage): Block[] {
  const batch = batchedInto === null ? '' : `, batched into message ${batchedInto}`;
  if (attempts.length === 0) return [paragraph(`Message ${id}${batch}: no attempts yet.`)];
  return [
    paragraph(`Message ${id}${batch}: ${counted(attempts.length, 'attempt')}`),
    bullets(
      attempts.map(({ at, result, error, milliseconds }) => {
        const took = {
          posted: `posted in ${milliseconds} ms`,
          'already posted': result,
          failed: `failed after ${milliseconds} ms`,
        };
        return [timeOf(at), `: ${took[result]}`, error === null ? '' : `: ${error}`];
      }),
    ),
  ];
}

function timeOf(iso: string): Inline {
  return localTime(Date.parse(iso));
}

/** Ends with one full stop. */
function sentence(text: string): string {
  return `${text.replace(/\.$/, '')}.`;
}
