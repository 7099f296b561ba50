/** Who may do what. */
import { splitAddress } from '../../platforms/platform.ts';
import { type Access, readAccess } from '../../store/workspaces.ts';
import type { Context, Need } from './command.ts';

/**
 * Null, or why this person may not. `inPublic`: the control stands where everybody in the channel sees it, so that using
 * it does not prove what using the command does.
 */
export async function whyNot(need: Need, context: Omit<Context, 'channel'>, inPublic: boolean): Promise<string | null> {
  const { by, core, workspace } = context;
  if (need === 'see' || by.admin) return null;
  if (need === 'admin') return `Only ${adminsOf(workspace)} may do this.`;
  const access = await readAccess(core.database.db, workspace);
  if (mayChange(access, context, inPublic)) return null;
  if (access.who === 'named') return `Only those whom ${adminsOf(workspace)} named may change this: ask them.`;
  return 'Only who manages this channel may change this: ask them.';
}

function mayChange(access: Access, { by, workspace }: Omit<Context, 'channel'>, inPublic: boolean): boolean {
  switch (access.who) {
    // Discord asks for permission to use the command, not for a press of what stands in the channel.
    case 'members':
      return by.manager || !(inPublic && splitAddress(workspace).platform === 'discord');
    case 'managers':
      return by.manager;
    case 'named':
      return access.people.includes(by.id);
  }
}

function adminsOf(workspace: string): string {
  return splitAddress(workspace).platform === 'discord' ? "the server's admins" : "the workspace's admins";
}
