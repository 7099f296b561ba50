/** Where a template holds: in this channel, in this workspace, or everywhere. */
import { everywhere, lastVersion, type TemplateVersion } from '../../store/settings/templates.ts';
import type { ChatContext, Need } from '../command.ts';
import { whyNot, workspaceWord } from '../permissions.ts';
import { Refusal } from '../reply/build-reply.ts';

/** The nearest first. */
export const scopeNames = ['channel', 'workspace', 'everywhere'] as const;
export type ScopeName = (typeof scopeNames)[number];

/** `this channel`, `this workspace`, `all servers`, with the platform's word for a workspace. */
export function scopeWords(scope: ScopeName, { workspace }: Pick<ChatContext, 'workspace'>): string {
  const word = workspaceWord(workspace);
  return { channel: 'this channel', workspace: `this ${word}`, everywhere: `all ${word}s` }[scope];
}

/** The template that is used where a scope has none. */
export function widerTemplate(scope: ScopeName, { workspace }: Pick<ChatContext, 'workspace'>): string {
  return {
    channel: `the ${workspaceWord(workspace)} or built-in template`,
    workspace: 'the shared or built-in template',
    everywhere: 'the built-in template',
  }[scope];
}

/** As the store names it. */
export function scopeAddress(
  scope: ScopeName,
  { channel, workspace }: Pick<ChatContext, 'channel' | 'workspace'>,
): string {
  return { channel, workspace, everywhere }[scope];
}

export function readScope(text: string | undefined): ScopeName {
  const scope = scopeNames.find(name => name === text);
  if (!scope) throw new Refusal(outdated);
  return scope;
}

export function readNumber(text: string | undefined): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Refusal(outdated);
  return number;
}

const outdated = 'This button is out of date. Open the template again.';

/** What changing a template of that scope needs: one of a workspace is read in channels that they may not be in. */
export const needOfScope: Record<ScopeName, Need> = { channel: 'change', workspace: 'manage', everywhere: 'operate' };

/** Those whose templates this person may change. */
export async function scopesOpenTo(context: ChatContext): Promise<ScopeName[]> {
  const problems = await Promise.all(scopeNames.map(scope => whyNot(needOfScope[scope], context)));
  return scopeNames.filter((_, at) => problems[at] === null);
}

/** The last version of a name in each scope; null where there never was one. */
export async function versionsInScopes(
  name: string,
  context: ChatContext,
): Promise<Record<ScopeName, TemplateVersion | null>> {
  const { db } = context.core.database;
  const [channel, workspace, anywhere] = await Promise.all(
    scopeNames.map(scope => lastVersion(db, { scope: scopeAddress(scope, context), name })),
  );
  return { channel: channel ?? null, workspace: workspace ?? null, everywhere: anywhere ?? null };
}

/** The nearest scope where the name has words of its own; null: the built-in ones hold. */
export function holdingScope(versions: Record<ScopeName, TemplateVersion | null>): ScopeName | null {
  return scopeNames.find(scope => versions[scope] && versions[scope].body !== null) ?? null;
}

/** How whoever changes something is kept in a template's history: the name for people, the id behind it. */
export function authorOf({ by, actor }: Pick<ChatContext, 'by' | 'actor'>): string {
  return `${by.name} (${actor})`;
}

/** The name alone; `you` for the reader's own versions. */
export function writtenBy(author: string, context: Pick<ChatContext, 'by' | 'actor'>): string {
  return author.endsWith(` (${context.actor})`) ? 'you' : authorName(author);
}

/** The name alone. */
export function authorName(author: string): string {
  return author.replace(/ \([a-z]+:[^()]*\)$/, '');
}
