/** Which sources a workspace may see, the permission to change them, and their valid names. */
import { sampleSource } from '../../events/sample.ts';
import { providers } from '../../sources/providers/index.ts';
import { otherWorkspacesSources, type StoredSource } from '../../store/sources/sources.ts';
import type { ChatContext, Need } from '../command.ts';

/** A source's name, as its URL contains it. */
const sourceNamePattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Null if the name is valid, otherwise the reason. */
export function whyNotNamed(name: string): string | null {
  if (!sourceNamePattern.test(name)) return 'Use lowercase letters, digits and hyphens (40 max).';
  const isReserved = Object.hasOwn(providers, name) || name === sampleSource;
  return isReserved ? `“${name}” is reserved. Choose another name.` : null;
}

/** The shared sources and those of this workspace. */
export async function visibleSources({ core, workspace }: ChatContext): Promise<StoredSource[]> {
  const all = await core.loadSources(core.database.db);
  return all.filter(source => source.workspace === null || source.workspace === workspace);
}

/** The permission to change a source and to see its details. `workspace` is its owner, null for a shared source. */
export function needOfOwner(workspace: string | null): Need {
  return workspace === null ? 'operate' : 'manage';
}

/** Like needOfOwner(), by name. An unknown name needs only `manage`: nothing will change. */
export async function needOfNamed(name: string, context: ChatContext): Promise<Need> {
  const source = (await visibleSources(context)).find(one => one.name === name);
  return source ? needOfOwner(source.workspace) : 'manage';
}

/** The names of other workspaces' sources, deleted ones included. */
export async function readHiddenSources({
  core,
  workspace,
}: Pick<ChatContext, 'core' | 'workspace'>): Promise<string[]> {
  const { owners } = await core.loadRoutingTable(core.database.db);
  return otherWorkspacesSources(owners, workspace);
}
