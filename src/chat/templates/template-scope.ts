/** The scopes of a template: this channel, this workspace, or everywhere. */

import { localTime } from '../../messages/local-time.ts';
import type { Inline } from '../../messages/message.ts';
import { globalScope, lastVersion, type TemplateVersion } from '../../store/settings/templates.ts';
import type { ChatContext, Need } from '../command.ts';
import { whyNot, workspaceWord } from '../permissions.ts';
import { Refusal } from '../reply/build-reply.ts';
import { origins } from '../shared/origins.ts';

/** Narrowest first: the first scope that has a template wins. */
export const scopeNames = ['channel', 'workspace', 'everywhere'] as const;
export type ScopeName = (typeof scopeNames)[number];

/** `this channel`, `this workspace`, `all servers`, with the platform's word for a workspace. */
export function scopeLabel(scope: ScopeName, { workspace }: Pick<ChatContext, 'workspace'>): string {
  const word = workspaceWord(workspace);
  return { channel: 'this channel', workspace: `this ${word}`, everywhere: `all ${word}s` }[scope];
}

/** The template that a scope uses while it has none of its own: `the template for all workspaces`. */
export function widerTemplate(
  scope: ScopeName,
  versions: Record<ScopeName, TemplateVersion | null>,
  context: Pick<ChatContext, 'workspace'>,
): string {
  const wider = scopeNames.slice(scopeNames.indexOf(scope) + 1).find(one => hasBody(versions[one]));
  return wider === undefined ? 'the built-in template' : `the template for ${scopeLabel(wider, context)}`;
}

const hasBody = (version: TemplateVersion | null) => version !== null && version.body !== null;

/** The scope's address in the store. */
export function scopeAddress(
  scope: ScopeName,
  { channel, workspace }: Pick<ChatContext, 'channel' | 'workspace'>,
): string {
  return { channel, workspace, everywhere: globalScope }[scope];
}

/** Reads the scope that an action carries. Throws a Refusal for anything else. */
export function readScope(text: string | undefined): ScopeName {
  const scope = scopeNames.find(name => name === text);
  if (!scope) throw new Refusal(outdated);
  return scope;
}

/** Reads the version number that an action carries. Throws a Refusal for anything else. */
export function readNumber(text: string | undefined): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Refusal(outdated);
  return number;
}

const outdated = 'This button is out of date. Open the template again.';

/** The permission to change a template of each scope: a workspace's template affects channels the person may not be in. */
export const needOfScope: Record<ScopeName, Need> = { channel: 'change', workspace: 'manage', everywhere: 'operate' };

/** The scopes whose templates this person may change. */
export async function editableScopes(context: ChatContext): Promise<ScopeName[]> {
  const problems = await Promise.all(scopeNames.map(scope => whyNot(needOfScope[scope], context)));
  return scopeNames.filter((_, at) => problems[at] === null);
}

/** The newest version of a template in each scope; null where there never was one. */
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

/** The narrowest scope that has its own version; null when the built-in template is used. */
export function scopeInUse(versions: Record<ScopeName, TemplateVersion | null>): ScopeName | null {
  return scopeNames.find(scope => hasBody(versions[scope])) ?? null;
}

/** The author as stored in a template's history: the name, then the ID in parentheses. */
export function authorOf({ by, actor }: Pick<ChatContext, 'by' | 'actor'>): string {
  return `${by.name} (${actor})`;
}

/** The author's name; `you` for the reader's own versions. */
export function describeAuthor(author: string, context: Pick<ChatContext, 'by' | 'actor'>): string {
  return author.endsWith(` (${context.actor})`) ? 'you' : authorName(author);
}

/** The author's name without the ID. `the command line` for `cli`. */
export function authorName(author: string): string {
  return origins[author] ?? author.replace(/ \([a-z]+:[^()]*\)$/, '');
}

/** `Version 2 (this channel) · Ann · 15:16` */
export function describeVersion(scope: ScopeName, version: TemplateVersion, context: ChatContext): (string | Inline)[] {
  return [`${versionLabel(scope, version, context)} · `, localTime(version.at)];
}

/** `Version 2 (this channel) · Ann` */
export function versionLabel(scope: ScopeName, { version, author }: TemplateVersion, context: ChatContext): string {
  return `Version ${version} (${scopeLabel(scope, context)}) · ${describeAuthor(author, context)}`;
}
