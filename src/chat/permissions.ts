/**
 * Permission checks. Every handler declares the permission it needs, and `perform` checks it before the handler runs. A
 * handler that reaches into another channel checks that channel with `whyNot`.
 */
import type { ChatResponse } from '../platforms/chat-protocol.ts';
import { findDescriptor } from '../platforms/index.ts';
import { PlatformError, splitAddress } from '../platforms/platform.ts';
import type { CommandPermission } from '../platforms/platform-descriptor.ts';
import { type Access, readAccess } from '../store/settings/workspaces.ts';
import type { ChatContext, Handler, Need } from './command.ts';
import { refuse } from './reply/build-reply.ts';
import { findPostingProblemIn } from './shared/posting-permission.ts';

/** Runs a handler, or refuses with the reason why this person may not use it. */
export async function perform<Request>(
  handler: Handler<Request>,
  request: Request,
  context: ChatContext,
): Promise<ChatResponse> {
  const problem = await whyNotPerform(handler, request, context);
  return problem === null ? handler.run(request, context) : refuse(problem, { keepsFormOpen: true });
}

/** Null if this person may use the handler, otherwise the reason. */
export async function whyNotPerform<Request>(
  { needs }: Handler<Request>,
  request: Request,
  context: ChatContext,
): Promise<string | null> {
  return whyNot(typeof needs === 'function' ? await needs(request, context) : needs, context);
}

/** Null if allowed, otherwise the reason. */
export async function whyNot(need: Need, context: ChatContext): Promise<string | null> {
  switch (need) {
    case 'see':
      return whyNotHere(need, context);
    case 'change':
      return (await whyNotHere(need, context)) ?? (isManager(context) ? null : whyNotChange(context));
    case 'manage':
      return isManager(context) ? null : managersOnly(context.workspace);
    case 'operate':
      return isOperator(context) ? null : operatorsOnly(context.workspace);
  }
}

/** Like whyNot(), to decide which buttons to draw: null too when the platform can't be reached. A press checks again. */
export async function whyNotIfKnown(need: Need, context: ChatContext): Promise<string | null> {
  try {
    return await whyNot(need, context);
  } catch (error) {
    if (error instanceof PlatformError) return null;
    throw error;
  }
}

function managersOnly(workspace: string): string {
  const managing = commandPermission(workspace)?.managing;
  return managing ? `You need the ${managing} permission to do this.` : 'Only workspace admins can do this.';
}

function operatorsOnly(workspace: string): string {
  return `This is shared by all ${workspaceWord(workspace)}s, so only operators can change it. Operators are listed in Callboard’s OPERATORS setting.`;
}

/** The same person in another channel, where nothing is known yet of their membership or rights. */
export function elsewhere(context: Omit<ChatContext, 'channel'>, channel: string): ChatContext {
  const by = { ...context.by, manager: false, mayUseCommand: false };
  return { ...context, channel, by, open: true, there: 'elsewhere' };
}

/** Null if the person is in the channel (where that needs a check) and the channel can have rules, otherwise the reason. */
async function whyNotHere(need: Need, context: ChatContext): Promise<string | null> {
  const { by, channel, isMember } = context;
  if (needsMembershipCheck(need, context) && !(await isMember(by.id, channel))) {
    return 'I can only do this in channels that you and I are both in. Join the channel, then run /invite @Callboard there.';
  }
  return need === 'change' && isDirect(channel) ? whyNeverHere(context) : null;
}

/** Null, or the reason why the bot can never post here: rules would have no effect. */
async function whyNeverHere(context: ChatContext): Promise<string | null> {
  const problem = await findPostingProblemIn(context, context.channel);
  return problem?.permanent ? problem.text : null;
}

/**
 * Some platforms need the check: private replies keep their buttons after a person left the channel, and a command can be
 * typed where the bot isn't. Others send the person's rights with every press, and the console has its own guard.
 */
function needsMembershipCheck(need: Need, { channel, workspace, there }: ChatContext): boolean {
  if (isConsole(workspace)) return false;
  if (there === 'elsewhere') return true;
  const checks = findDescriptor(channel)?.checksMembership ?? false;
  return checks && !isDirect(channel) && (there === 'shown' || need === 'change');
}

async function whyNotChange(context: ChatContext): Promise<string | null> {
  const { by, core, workspace } = context;
  const access = await readAccess(core.database.db, workspace);
  if (mayChange(access, context)) return null;
  if (by.unknown !== undefined && access.who !== 'named') return by.unknown;
  if (access.who !== 'members') return describeEditors(access, workspace);
  if (by.guest) return 'Guests can’t change this. Ask a full member.';
  const anEditor = commandPermission(workspace)?.anEditor ?? 'a workspace admin';
  return `To change this, run /callboard menu in ${await nameHere(context)}, or ask ${anEditor}.`;
}

/** Describes who can edit rules and templates: admins, or admins and the listed people. */
export function describeEditors({ who }: Access, workspace: string): string {
  const editors = commandPermission(workspace)?.editors ?? 'workspace admins';
  if (who === 'managers') return `Only ${editors} can change this.`;
  return `Only ${adminsOf(workspace)} and the people they chose can change this. Run /callboard access to see who.`;
}

async function nameHere({ findChannelName, channel }: ChatContext): Promise<string> {
  const name = await findChannelName(channel).catch(() => null);
  return name === null ? 'that channel' : `#${name}`;
}

function mayChange(access: Access, { by, workspace, open }: ChatContext): boolean {
  switch (access.who) {
    case 'members':
      return (
        !by.guest &&
        by.unknown === undefined &&
        (by.manager || by.mayUseCommand === true || !(open && commandPermission(workspace)))
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

/** Operators are the console's users and the people and workspaces in OPERATORS. There is no first-user rule. */
function isOperator({ by, actor, workspace, operators }: ChatContext): boolean {
  return isConsole(workspace) || operators.includes(actor) || (by.admin && operators.includes(workspace));
}

/** The console has its own guard, so everyone there is an operator. */
export function isConsole(workspace: string): boolean {
  return splitAddress(workspace).platform === 'preview';
}

/** Whether a channel is a direct message. Anyone can open one, so being in it proves no rights. */
export function isDirect(channel: string): boolean {
  return findDescriptor(channel)?.isDirect?.(splitAddress(channel).place) ?? false;
}

/** The words for permissions where admins restrict who uses the command in the platform's own settings; null elsewhere. */
export function commandPermission(workspace: string): CommandPermission | null {
  return findDescriptor(workspace)?.commandPermission ?? null;
}

/** The people who pass the `manage` check. Where "admin" could also mean a channel's, the permission is named. */
export function adminsOf(workspace: string): string {
  return commandPermission(workspace)?.admins ?? 'admins';
}

/** The platform's word for a workspace. */
export function workspaceWord(workspace: string): 'server' | 'workspace' {
  return findDescriptor(workspace)?.workspaceWord ?? 'workspace';
}
