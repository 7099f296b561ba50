/** Which sources a workspace may see, and what they may be called. */
import { sampleSource } from '../../events/sample.ts';
import { providers } from '../../sources/index.ts';
import type { StoredSource } from '../../store/sources.ts';
import type { Context } from './command.ts';

/** As it stands in the address. */
export const nameForm = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Why a source cannot be called so; null: it can. */
export function whyNotNamed(name: string): string | null {
  if (!nameForm.test(name)) return 'A name has small letters, digits and -, at most 40.';
  const isKept = Object.hasOwn(providers, name) || name === sampleSource;
  return isKept ? `${name} is kept for the server's own settings; choose another name.` : null;
}

/** Everybody's, and those of this workspace. */
export async function sourcesSeen({ core, workspace }: Context): Promise<StoredSource[]> {
  const all = await core.loadSources(core.database.db);
  return all.filter(source => source.workspace === null || source.workspace === workspace);
}

/** The names of other workspaces' sources, removed ones too. */
export async function sourcesHidden({ core, workspace }: Context): Promise<string[]> {
  const owners = await core.loadOwners(core.database.db);
  return [...owners].filter(([, owner]) => owner !== workspace).map(([name]) => name);
}
