/**
 * Who may do what. Every step says what it needs, `perform` asks for it before the step runs, and whatever reaches beyond
 * the channel it was asked in asks `whyNot` the same.
 */
import type { ChatResponse } from '../platforms/chat-protocol.ts';
import { splitAddress } from '../platforms/platform.ts';
import { type Access, readAccess } from '../store/settings/workspaces.ts';
import type { ChatContext, Handler, Need } from './command.ts';
import { refuse } from './reply/build-reply.ts';
import { findPostingProblemIn } from './shared/posting-permission.ts';

/** Does it, or tells why this person may not. */
export async function perform<Asked>(step: Handler<Asked>, asked: Asked, context: ChatContext): Promise<ChatResponse> {
  const problem = await whyNotDo(step, asked, context);
  return problem === null ? step.run(asked, context) : refuse(problem, { keepsFormOpen: true });
}

/** Null, or why this person may not do this. */
export async function whyNotDo<Asked>(
  { needs }: Handler<Asked>,
  asked: Asked,
  context: ChatContext,
): Promise<string | null> {
  return whyNot(typeof needs === 'function' ? await needs(asked, context) : needs, context);
}

/** Null, or why this person has not what is needed. */
export async function whyNot(need: Need, context: ChatContext): Promise<string | null> {
  switch (need) {
    case 'see':
      return whyNotHere(need, context);
    case 'change':
      return (await whyNotHere(need, context)) ?? (isManager(context) ? null : whyNotChange(context));
    case 'manage':
      return isManager(context) ? null : `Only ${workspaceWord(context.workspace)} admins can do this.`;
    case 'operate':
      return isOperator(context) ? null : operatorsOnly(context.workspace);
  }
}

function operatorsOnly(workspace: string): string {
  return `This is shared by all ${workspaceWord(workspace)}s. Only operators can change it (add yourself to OPERATORS, or use the console).`;
}

/** The same person in another channel: whether they are in it and manage it is not known from here. */
export function elsewhere(context: Omit<ChatContext, 'channel'>, channel: string): ChatContext {
  const by = { ...context.by, manager: false, entitled: false };
  return { ...context, channel, by, open: true, there: 'elsewhere' };
}

/** Null, or why this cannot be done in this channel by somebody who is not in it. */
async function whyNotHere(need: Need, context: ChatContext): Promise<string | null> {
  const { by, channel, isMember } = context;
  if (needsMembershipCheck(need, context) && !(await isMember(by.id, channel))) {
    return 'Join the channel and invite Callboard first: /invite @Callboard';
  }
  return need === 'change' && isDirect(channel) ? whyNeverHere(context) : null;
}

/** Rules of a conversation in which the bot can never post would be for nothing: null, or why it cannot. */
async function whyNeverHere(context: ChatContext): Promise<string | null> {
  const postingProblem = await findPostingProblemIn(context, context.channel);
  return postingProblem?.permanent ? postingProblem.text : null;
}

/**
 * What Slack shows to one person keeps its buttons after they have left the channel, and a command may be typed where the
 * bot is not. Discord sends with every press what they may there, and the console is guarded itself.
 */
function needsMembershipCheck(need: Need, { channel, workspace, there }: ChatContext): boolean {
  if (isConsole(workspace)) return false;
  if (there === 'elsewhere') return true;
  return splitAddress(channel).platform === 'slack' && !isDirect(channel) && (there === 'shown' || need === 'change');
}

async function whyNotChange(context: ChatContext): Promise<string | null> {
  const { by, core, workspace } = context;
  const access = await readAccess(core.database.db, workspace);
  if (mayChange(access, context)) return null;
  if (access.who === 'named')
    return `You don’t have permission to change this. Ask a ${workspaceWord(workspace)} admin for access.`;
  if (by.unknown !== undefined) return by.unknown;
  if (by.guest && access.who === 'members') return 'Guests can’t change this. Ask a full member.';
  if (access.who === 'members') return 'To do this, type /callboard in that channel, or ask an admin.';
  return restrictsCommand(workspace)
    ? 'You need the Manage Channels permission to change this.'
    : 'Only admins can change this.';
}

function mayChange(access: Access, { by, workspace, open }: ChatContext): boolean {
  switch (access.who) {
    case 'members':
      return (
        !by.guest &&
        by.unknown === undefined &&
        (by.manager || by.entitled === true || !(open && restrictsCommand(workspace)))
      );
    case 'managers':
      return by.manager;
    case 'named':
      return access.people.includes(by.id);
  }
}

function isManager(context: ChatContext): boolean {
  return context.by.admin || isOperator(context);
}

/** Nobody is by being the first: only who reaches the server itself is, and whom its settings name. */
function isOperator({ by, actor, workspace, operators }: ChatContext): boolean {
  return isConsole(workspace) || operators.includes(actor) || (by.admin && operators.includes(workspace));
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
export function restrictsCommand(workspace: string): boolean {
  return splitAddress(workspace).platform === 'discord';
}

/** The platform's word for its workspaces. */
export function workspaceWord(workspace: string): 'server' | 'workspace' {
  return splitAddress(workspace).platform === 'discord' ? 'server' : 'workspace';
}
