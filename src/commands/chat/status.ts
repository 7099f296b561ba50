/** `status`: how the sources and this channel do, and what was changed. */
import type { Block } from '../../messages/message.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { type AuditLine, listAudit } from '../../store/audit.ts';
import { type LedgerLine, readLedger } from '../../store/deliveries.ts';
import { findTrouble, type LaneTrouble, platformTrouble } from '../../store/lanes.ts';
import { readChannel } from '../../store/rules.ts';
import type { ChatCommand, Context } from './command.ts';
import { momentWords } from './moment.ts';
import { obstacleBlocks } from './obstacle.ts';
import { bullets, buttons, code, inlines, paragraph, reply, typed, type Words } from './say.ts';
import { sourceLines } from './source-health.ts';

export const status: ChatCommand = {
  name: 'status',
  summary: 'Shows whether the sources and this channel work, and the last changes.',
  usage: 'status',
  needs: 'see',
  run: async (_words, context) => showStatus(context),
};

/** Milliseconds. */
const day = 24 * 60 * 60_000;

/** Changes that are shown. */
const mostChanges = 10;

async function showStatus(context: Context) {
  const { core, channel, workspace } = context;
  const { db } = core.database;
  const [ledger] = await readLedger(db, Date.now() - day, channel);
  const { mutedUntil } = await readChannel(db, channel);
  const { platform } = splitAddress(channel);
  const troubles = [await findTrouble(db, channel), await findTrouble(db, platformTrouble(platform, 'token'))];
  const changes = await listAudit(db, [channel, workspace, 'everywhere'], mostChanges);
  const sources = await sourceLines(context);
  return reply('Status', {
    blocks: [
      heading('Sources'),
      sources.length > 0 ? bullets(sources) : paragraph('No webhook came yet, and no source was added.'),
      heading('This channel, last day'),
      paragraph(ledgerWords(ledger)),
      ...(await obstacleBlocks(context, channel)),
      ...troubles.flatMap(trouble => (trouble ? [paragraph(troubleWords(trouble))] : [])),
      ...(mutedUntil !== null && mutedUntil > Date.now()
        ? [paragraph(['Muted until ', momentWords(mutedUntil), '.'])]
        : []),
      heading('Last changes'),
      changes.length > 0 ? bullets(changes.map(changeWords)) : paragraph('Nothing was changed yet.'),
    ],
    controls: buttons(typed('Why?', 'why'), typed('Rules', 'rules'), typed('Sources', 'source list')),
  });
}

function heading(words: string): Block {
  return { type: 'heading', content: inlines(words) };
}

function ledgerWords(ledger: LedgerLine | undefined): string {
  if (!ledger) return 'No rule here matched anything.';
  const { received, posted, batched, ignored, muted, waiting, failed } = ledger;
  const parts = Object.entries({
    posted,
    batched,
    ignored,
    muted,
    waiting,
    failed,
  });
  const said = parts.filter(([, count]) => count > 0).map(([words, count]) => `${count} ${words}`);
  return `${received} ${received === 1 ? 'event' : 'events'}: ${said.join(', ')}.`;
}

function troubleWords({ held, since, nextAt }: LaneTrouble): Words {
  const next = ['. Next try ', momentWords(nextAt), '.'];
  if (held === null) return ['The last attempts to post failed, since ', momentWords(since), ...next];
  return ['Held since ', momentWords(since), `: ${held.replace(/\.$/, '')}`, ...next];
}

/** Who, what, when; what exactly stands in the audit log. */
function changeWords({ at, actor, action, detail }: AuditLine): Words {
  const { name, template, source } = readDetail(detail);
  const about = template ?? source;
  return [
    momentWords(at),
    ` ${name ?? splitAddress(actor).place}: ${action}`,
    ...(about === undefined ? [] : [' ', code(about)]),
  ];
}

function readDetail(detail: unknown): { name?: string; template?: string; source?: string } {
  if (typeof detail !== 'object' || detail === null) return {};
  const texts = Object.entries(detail).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts);
}
