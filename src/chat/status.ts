/** `status`: the health of the sources and of this channel, and recent changes. */

import { parse } from 'yaml';
import { z } from 'zod';
import { localTime, untilTime } from '../messages/local-time.ts';
import type { Block } from '../messages/message.ts';
import { describeRuleAsText } from '../operations/describe-rule.ts';
import { splitAddress } from '../platforms/platform.ts';
import { describeSubcommand } from '../platforms/slash-command.ts';
import { ruleSchema } from '../rules/rule.ts';
import { type AuditLine, listAudit } from '../store/audit-log.ts';
import { countTests } from '../store/deliveries/channel-stats.ts';
import { findHold, type Hold, platformHoldKey } from '../store/deliveries/holds.ts';
import { type LedgerLine, readLedger } from '../store/deliveries/ledger.ts';
import { countWaiting, listWaiting, type WaitingCounts } from '../store/deliveries/waiting.ts';
import { readChannel } from '../store/settings/rules.ts';
import { day } from '../util/duration.ts';
import { counted } from '../util/plural.ts';
import { capitalize } from '../util/text/capitalize.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import { adminsOf, commandPermission } from './permissions.ts';
import {
  bullets,
  buttons,
  code,
  commandButton,
  type InlineText,
  inlines,
  paragraph,
  reply,
  shortLabel,
} from './reply/build-reply.ts';
import { origins } from './shared/origins.ts';
import { postingProblemBlocks } from './shared/posting-permission.ts';
import { sourceLines } from './sources/source-status.ts';

export const status: ChatCommand = {
  ...describeSubcommand('status'),
  needs: 'see',
  run: async (_words, context) => showStatus(context),
};

/** Recent changes shown. */
const mostChanges = 10;

async function showStatus(context: ChatContext) {
  const { core, channel, workspace } = context;
  const { db } = core.database;
  const since = Date.now() - day;
  const [ledger] = await readLedger(db, since, channel);
  const waiting = (await countWaiting(db, { since, channel })).get(channel) ?? {};
  const tests = await countTests(db, since, channel);
  const { mutedUntil } = await readChannel(db, channel);
  const { platform } = splitAddress(channel);
  const troubles = [await findHold(db, channel), await findHold(db, platformHoldKey(platform, 'token'))];
  const changes = await listAudit(db, [channel, workspace, 'everywhere'], mostChanges);
  const sources = await sourceLines(context);
  return reply('Status', {
    blocks: [
      heading('Sources'),
      sources.length > 0 ? bullets(sources) : paragraph(noSources),
      heading('This channel, last 24 hours'),
      paragraph(describeLedger(ledger, waiting, tests)),
      ...(await postingProblemBlocks(context, channel)),
      ...troubles.flatMap(trouble => (trouble ? [paragraph(describeHold(trouble))] : [])),
      ...(mutedUntil !== null && mutedUntil > Date.now()
        ? [paragraph(['Muted until ', untilTime(mutedUntil), '.'])]
        : []),
      heading('Recent changes'),
      changes.length > 0 ? bullets(changes.map(describeChange)) : paragraph('No changes yet.'),
    ],
    controls: buttons(
      commandButton('Why?', 'why'),
      commandButton('Open rules', 'rules'),
      commandButton('List sources', 'source list'),
    ),
  });
}

const noSources: InlineText = [
  'No source accepts webhooks yet. Admins can add one with ',
  code('/callboard source add'),
  '.',
];

function heading(words: string): Block {
  return { type: 'heading', content: inlines(words) };
}

/** `4 matching events (1 test): 2 posted, 2 on hold`. The sources above are counted without tests. */
function describeLedger(ledger: LedgerLine | undefined, waiting: WaitingCounts, tests: number): string {
  if (!ledger) return 'No matching events.';
  const { received, posted, batched, superseded, ignored, muted, failed } = ledger;
  const final = Object.entries({ posted, batched, superseded, ignored, muted, failed });
  const counts = final.filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`);
  counts.push(...listWaiting(waiting));
  const ofTests = tests > 0 ? ` (${counted(tests, 'test')})` : '';
  return `${counted(received, 'matching event')}${ofTests}: ${counts.join(', ')}`;
}

function describeHold({ held, since, nextAt }: Hold): InlineText {
  const at = localTime(nextAt);
  if (held === null) return ['Posting has failed since ', localTime(since), '. Next retry: ', at, '.'];
  return ['On hold since ', localTime(since), `: ${held.replace(/\.$/, '')}. Next retry: `, at, '.'];
}

/** `Ann edited a rule · 5:14 PM` */
function describeChange({ at, actor, action, target, detail }: AuditLine): InlineText {
  const { name, template, source, before, after } = readDetail(detail);
  const about = template ?? source;
  const rule = readRule(after ?? before);
  const named = about === undefined ? rule : [' ', code(about)];
  const when = [' · ', localTime(at)];
  const origin = origins[actor];
  if (action === 'import' && origin !== undefined) return [`Imported from ${origin}`, ...when];
  if (action === 'end mute') return ['The mute ended', ...when];
  const verb = action === 'set access' ? accessVerb(detail, target) : verbs[action];
  const who = name ?? (origin === undefined ? splitAddress(actor).place : capitalize(origin));
  return [verb === undefined ? `${who}: ${action}` : `${who} ${verb}`, ...named, ...when];
}

/** Past-tense wording of an audited action, to follow a name. */
const verbs: Readonly<Record<string, string>> = {
  'add rule': 'added a rule',
  'edit rule': 'edited a rule',
  'move rule': 'moved a rule',
  'pause rule': 'paused a rule',
  'resume rule': 'resumed a rule',
  'delete rule': 'deleted a rule',
  'remove rule': 'deleted a rule',
  'restore rule': 'restored a rule',
  'duplicate rule': 'copied a rule to this channel',
  mute: 'muted this channel',
  unmute: 'unmuted this channel',
  'save template': 'saved the template',
  'restore template': 'restored an earlier version of the template',
  'roll back template': 'restored an earlier version of the template',
  'reset template': 'reset the template',
  'add source': 'added the source',
  'rotate source': 'rotated the credentials of the source',
  'delete source': 'deleted the source',
  'remove source': 'deleted the source',
  retry: 'retried failed messages',
  replay: 'retried failed messages',
};

const accessDetail = z.object({
  after: z.object({ who: z.enum(['members', 'managers', 'named']), people: z.array(z.string()).default([]) }),
});

/** `workspace` decides who an admin is: on Discord, a permission is named. */
function accessVerb(detail: unknown, workspace: string): string {
  const access = accessDetail.safeParse(detail).data?.after;
  switch (access?.who) {
    case 'members':
      return commandPermission(workspace)
        ? 'allowed all /callboard users to edit rules'
        : 'allowed all members to edit rules';
    case 'managers':
      return `limited editing to ${commandPermission(workspace)?.editors ?? 'admins'}`;
    case 'named':
      return `limited editing to ${adminsOf(workspace)} and ${counted(access.people.length, 'person', 'people')}`;
    case undefined:
      return 'changed who can edit rules';
  }
}

/** `: Post call.missed`, from a rule as the audit log writes it; nothing for anything else. */
function readRule(line: string | undefined): Exclude<InlineText, string> {
  const { data } = ruleSchema.safeParse(line === undefined ? null : parse(line));
  return data ? [`: ${shortLabel(describeRuleAsText(data), 100)}`] : [];
}

interface Detail {
  name?: string;
  template?: string;
  source?: string;
  /** Rules, as callboard.yaml writes them. */
  before?: string;
  after?: string;
}

function readDetail(detail: unknown): Detail {
  if (typeof detail !== 'object' || detail === null) return {};
  const texts = Object.entries(detail).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}
