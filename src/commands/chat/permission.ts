/** Who may do what. */
import { splitAddress, workspaceOf } from '../../platforms/platform.ts';
import { type Access, listAddressesInUse, readAccess, rememberWorkspace } from '../../store/workspaces.ts';
import type { Context, Need } from './command.ts';

/** Null, or why this person may not. */
export async function whyNot(need: Need, context: Context): Promise<string | null> {
  const { by, core, workspace } = context;
  if (need === 'see') return null;
  if (need === 'change' && (await hasLeft(context))) {
    return 'Only who is in this channel may change this, and Callboard has to be in it too: invite it first.';
  }
  if (by.admin) return null;
  if (need === 'admin') return `Only ${adminsOf(workspace)} may do this.`;
  const access = await readAccess(core.database.db, workspace);
  if (mayChange(access, context)) return null;
  if (access.who === 'named') return `Only those whom ${adminsOf(workspace)} named may change this: ask them.`;
  if (by.guest && access.who === 'members') return `Guests may not change this: ask a member of ${placeOf(workspace)}.`;
  if (access.who === 'members')
    return 'Only who manages this channel may do this here; who may use /callboard types it.';
  return 'Only who manages this channel may change this: ask them.';
}

/**
 * What Slack shows to one person keeps its buttons after they have left the channel. Discord sends with every press what
 * they may there.
 */
async function hasLeft({ by, channel, belongs }: Context): Promise<boolean> {
  return splitAddress(channel).platform === 'slack' && !isDirect(channel) && !(await belongs(by.id, channel));
}

/**
 * Null, or why this person may not change what everybody's rules and messages come from. The admins of one workspace are
 * nobody in another, so where there are several it takes whoever runs the server: the console's operator.
 */
export async function whyNotEverywhere({
  by,
  core,
  workspace,
}: Pick<Context, 'by' | 'core' | 'workspace'>): Promise<string | null> {
  if (!by.admin) return `Only ${adminsOf(workspace)} may do this.`;
  if (isConsole(workspace)) return null;
  const others = (await listAddressesInUse(core.database.db)).map(workspaceOf);
  if (others.some(one => one !== workspace && !isConsole(one))) {
    return "Other workspaces use this Callboard too, so what is everybody's changes only on its operator's console page.";
  }
  // Of what it does here nothing else may bear its name, and the next to ask has to know of it.
  await rememberWorkspace(core.database.db, workspace);
  return null;
}

/** Who is there has passed the console's own guard. */
function isConsole(workspace: string): boolean {
  return splitAddress(workspace).platform === 'preview';
}

/** A conversation of two in Slack. Anybody can have one, so that being there says nothing of them. */
export function isDirect(channel: string): boolean {
  return /^slack:[^/]*\/D/.test(channel);
}

/** Whether the platform asks for a permission to use the command, as Discord does. */
export function asksToUse(workspace: string): boolean {
  return splitAddress(workspace).platform === 'discord';
}

function mayChange(access: Access, { by, workspace, open }: Context): boolean {
  switch (access.who) {
    case 'members':
      return !by.guest && (by.manager || by.entitled === true || !(open && asksToUse(workspace)));
    case 'managers':
      return by.manager;
    case 'named':
      return access.people.includes(by.id);
  }
}

function adminsOf(workspace: string): string {
  return `${placeOf(workspace)}'s admins`;
}

function placeOf(workspace: string): string {
  return splitAddress(workspace).platform === 'discord' ? 'the server' : 'the workspace';
}
