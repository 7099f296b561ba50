/** The health of each source, in words. */
import { findProvider } from '../../sources/index.ts';
import { listRefusals, type RefusalCount } from '../../store/refusals.ts';
import { readHealth, type SourceHealth } from '../../store/source-health.ts';
import type { StoredSource } from '../../store/sources.ts';
import { counted } from '../../util/plural.ts';
import type { Context } from './command.ts';
import { momentWords } from './moment.ts';
import { whyNot, workspaceWord } from './permission.ts';
import { code, type Words } from './say.ts';
import { needOfOwner, sourcesHidden, sourcesSeen } from './source-names.ts';
import { isOldGood } from './source-rotate.ts';

/** Milliseconds. */
const day = 24 * 60 * 60_000;

/**
 * A line a source that this workspace may see; those of the server's own settings appear once something came. Where its
 * webhooks arrive and why they are refused is for those who may change it.
 */
export async function sourceLines(context: Context): Promise<Words[]> {
  const { db } = context.core.database;
  const [added, hidden] = [await sourcesSeen(context), await sourcesHidden(context)];
  const health = (await readHealth(db, Date.now() - day)).filter(({ source }) => !hidden.includes(source));
  const refusals = await listRefusals(db);
  const { owners } = await context.core.loadRouting(db);
  const names = new Set([...added.map(({ name }) => name), ...health.map(({ source }) => source)]);
  const lines: Words[] = [];
  for (const name of [...names].sort()) {
    const isTheirs = (await whyNot(needOfOwner(owners.get(name) ?? null), context)) === null;
    lines.push([
      code(name),
      kindWords(added.find(one => one.name === name)),
      ...healthWords(health.find(one => one.source === name)),
      ...refusalWords(refusals.get(name), isTheirs),
      ...(isTheirs
        ? detailWords(
            name,
            added.find(one => one.name === name),
            context,
          )
        : []),
    ]);
  }
  return lines;
}

function detailWords(name: string, source: StoredSource | undefined, { webhookUrl }: Context): Exclude<Words, string> {
  const old = source && isOldGood(source) ? ['; old credentials expire ', momentWords(source.old.until)] : [];
  return ['; ', code(webhookUrl(name)), ...old];
}

function kindWords(source: StoredSource | undefined): string {
  if (!source) return ': ';
  const title = findProvider(source.provider)?.title ?? source.provider;
  return ` (${title}, ${source.workspace === null ? 'shared' : `this ${workspaceWord(source.workspace)}`}): `;
}

function healthWords(health: SourceHealth | undefined): Exclude<Words, string> {
  if (!health) return ['waiting for the first webhook'];
  const { last, accepted, quarantined } = health;
  const unread = quarantined > 0 ? `, ${quarantined} couldn’t be parsed` : '';
  return [`${counted(accepted, 'webhook')} in 24 h, last `, momentWords(last), unread];
}

function refusalWords(refused: RefusalCount | undefined, isTheirs: boolean): Exclude<Words, string> {
  if (!refused) return [];
  if (!isTheirs) return [`; ${refused.count} rejected`];
  return [`; ${refused.count} rejected, last `, momentWords(refused.at), `: ${refused.reason.replace(/\.$/, '')}`];
}
