/** Describes the health of each source. */

import { localTime } from '../../messages/local-time.ts';
import { findProvider, providers } from '../../sources/providers/index.ts';
import { listRejections, type RejectionCount } from '../../store/sources/rejected-webhooks.ts';
import { readSourceStats, type SourceStats } from '../../store/sources/source-stats.ts';
import type { StoredSource } from '../../store/sources/sources.ts';
import { day } from '../../util/duration.ts';
import { counted } from '../../util/plural.ts';
import type { ChatContext } from '../command.ts';
import { whyNot, workspaceWord } from '../permissions.ts';
import { code, type InlineText } from '../reply/build-reply.ts';
import { areOldValid } from './rotate-credentials.ts';
import { needOfOwner, readHiddenSources, visibleSources } from './source-visibility.ts';

/**
 * One line for each source that accepts webhooks and that this workspace may see. The URL and the reason for rejections are
 * only for people who can change the source.
 */
export async function sourceLines(context: ChatContext): Promise<InlineText[]> {
  const { db } = context.core.database;
  const [added, hidden] = [await visibleSources(context), await readHiddenSources(context)];
  const health = (await readSourceStats(db, Date.now() - day)).filter(({ source }) => !hidden.includes(source));
  const refusals = await listRejections(db);
  const { owners } = await context.core.loadRoutingTable(db);
  const { sources, unsigned } = await context.receiving();
  const lines: InlineText[] = [];
  for (const { name, provider } of sources.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (hidden.includes(name)) continue;
    const isTheirs = (await whyNot(needOfOwner(owners.get(name) ?? null), context)) === null;
    lines.push([
      code(name),
      describeKind(
        provider,
        added.find(one => one.name === name),
        unsigned,
      ),
      ...describeHealth(health.find(one => one.source === name)),
      ...describeRejections(refusals.get(name), isTheirs),
      ...(isTheirs
        ? describeDetails(
            name,
            added.find(one => one.name === name),
            context,
          )
        : []),
    ]);
  }
  const off = Object.keys(providers).filter(name => !sources.some(source => source.name === name));
  return [...lines, ...off.flatMap(name => offLine(name, health))];
}

/** A default endpoint that had webhooks until it stopped accepting them. */
function offLine(name: string, health: readonly SourceStats[]): InlineText[] {
  const before = health.find(one => one.source === name);
  return before ? [[code(name), ': off, because unsigned webhooks are rejected · ', ...describeHealth(before)]] : [];
}

function describeDetails(
  name: string,
  source: StoredSource | undefined,
  { webhookUrl }: ChatContext,
): Exclude<InlineText, string> {
  const old = source && areOldValid(source) ? [' · old credentials expire ', localTime(source.old.until)] : [];
  return [' · ', code(webhookUrl(name)), ...old];
}

function describeKind(provider: string, added: StoredSource | undefined, unsigned: boolean): string {
  const title = findProvider(provider)?.title ?? provider;
  if (unsigned) return `: ${title}, accepts unsigned webhooks from this machine only · `;
  const { workspace = null } = added ?? {};
  return `: ${title}, ${workspace === null ? 'shared' : `this ${workspaceWord(workspace)}`} · `;
}

function describeHealth(health: SourceStats | undefined): Exclude<InlineText, string> {
  if (!health) return ['waiting for the first webhook'];
  const { last, accepted, quarantined } = health;
  const unread = quarantined > 0 ? ` · ${quarantined} unreadable` : '';
  return [`${counted(accepted, 'webhook')} in 24 h, latest `, localTime(last), unread];
}

function describeRejections(refused: RejectionCount | undefined, isTheirs: boolean): Exclude<InlineText, string> {
  if (!refused) return [];
  if (!isTheirs) return [` · ${refused.count} rejected`];
  return [` · ${refused.count} rejected, latest `, localTime(refused.at), ` (${refused.reason.replace(/\.$/, '')})`];
}
