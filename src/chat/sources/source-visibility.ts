/** Which sources a workspace may see, what changing them needs, and what they may be called. */
import { sampleSource } from '../../events/sample.ts';
import { providers } from '../../sources/providers/index.ts';
import type { StoredSource } from '../../store/sources/sources.ts';
import type { ChatContext, Need } from '../command.ts';

/** As it stands in the address. */
export const nameForm = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Why a source cannot be called so; null: it can. */
export function whyNotNamed(name: string): string | null {
  if (!nameForm.test(name)) return 'Use lowercase letters, digits and hyphens (40 max).';
  const isKept = Object.hasOwn(providers, name) || name === sampleSource;
  return isKept ? `“${name}” is reserved for the server’s own settings. Choose another name.` : null;
}

/** Everybody's, and those of this workspace. */
export async function visibleSources({ core, workspace }: ChatContext): Promise<StoredSource[]> {
  const all = await core.loadSources(core.database.db);
  return all.filter(source => source.workspace === null || source.workspace === workspace);
}

/** What changing a source needs, and seeing more of it than how it does: by the workspace whose alone it is. */
export function needOfOwner(workspace: string | null): Need {
  return workspace === null ? 'operate' : 'manage';
}

/** The same, of the source that is called so here; of one that is not there nothing is changed. */
export async function needOfNamed(name: string, context: ChatContext): Promise<Need> {
  const source = (await visibleSources(context)).find(one => one.name === name);
  return source ? needOfOwner(source.workspace) : 'manage';
}

/** The names of other workspaces' sources, removed ones too. */
export async function readHiddenSources({ core, workspace }: ChatContext): Promise<string[]> {
  const { owners } = await core.loadRoutingTable(core.database.db);
  return [...owners].filter(([, owner]) => owner !== workspace).map(([name]) => name);
}
