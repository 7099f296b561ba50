/** Who may do what. */
import { splitAddress } from '../../platforms/platform.ts';
import { type Access, readAccess } from '../../store/workspaces.ts';
import type { Context, Need } from './command.ts';

/** Null, or why this person may not. */
export async function whyNot(need: Need, context: Omit<Context, 'channel'>): Promise<string | null> {
  const { by, core, workspace } = context;
  if (need === 'see' || by.admin) return null;
  if (need === 'admin') return `Only ${adminsOf(workspace)} may do this.`;
  const access = await readAccess(core.database.db, workspace);
  if (mayChange(access, context)) return null;
  if (access.who === 'named') return `Only those whom ${adminsOf(workspace)} named may change this: ask them.`;
  if (access.who === 'members')
    return 'Only who manages this channel may do this here; who may use /callboard types it.';
  return 'Only who manages this channel may change this: ask them.';
}

/** Whether the platform asks for a permission to use the command, as Discord does. */
export function asksToUse(workspace: string): boolean {
  return splitAddress(workspace).platform === 'discord';
}

function mayChange(access: Access, { by, workspace, open }: Omit<Context, 'channel'>): boolean {
  switch (access.who) {
    case 'members':
      return by.manager || !(open && asksToUse(workspace));
    case 'managers':
      return by.manager;
    case 'named':
      return access.people.includes(by.id);
  }
}

function adminsOf(workspace: string): string {
  return splitAddress(workspace).platform === 'discord' ? "the server's admins" : "the workspace's admins";
}
