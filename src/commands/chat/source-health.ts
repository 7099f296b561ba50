/** How sources do, in words. */
import { findProvider } from '../../sources/index.ts';
import { listRefusals } from '../../store/refusals.ts';
import { readHealth } from '../../store/source-health.ts';
import type { Context } from './command.ts';
import { momentWords } from './moment.ts';
import { code, type Words } from './say.ts';
import { sourcesHidden, sourcesSeen } from './source-names.ts';

/** Milliseconds. */
const day = 24 * 60 * 60_000;

/** A line a source that this workspace may see; those of the server's own settings appear once something came. */
export async function sourceLines(context: Context): Promise<Words[]> {
  const { db } = context.core.database;
  const [added, hidden] = [await sourcesSeen(context), await sourcesHidden(context)];
  const health = (await readHealth(db, Date.now() - day)).filter(({ source }) => !hidden.includes(source));
  const refusals = await listRefusals(db);
  const names = new Set([...added.map(({ name }) => name), ...health.map(({ source }) => source)]);
  return [...names].sort().map(name => {
    const source = added.find(one => one.name === name);
    const its = health.find(one => one.source === name);
    const refused = refusals.get(name);
    return [
      code(name),
      source ? ` (${findProvider(source.provider)?.title ?? source.provider}, ${whose(source.workspace)}): ` : ': ',
      ...(its
        ? ['last webhook ', momentWords(its.last), `; in the last day ${its.accepted} accepted`]
        : ['no webhook yet']),
      ...(its && its.quarantined > 0 ? [`, ${its.quarantined} not understood`] : []),
      ...(refused ? [`; ${refused.count} refused, the last `, momentWords(refused.at), `: ${refused.reason}`] : []),
    ];
  });
}

function whose(workspace: string | null): string {
  return workspace === null ? "everybody's" : 'of this workspace';
}
