/** Saves, restores and resets templates. Each creates a new version. */

import { localTime } from '../../messages/local-time.ts';
import { formatTemplate, type Template, templateSchema } from '../../messages/template/template.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import { audit } from '../../store/audit-log.ts';
import { findVersion, saveTemplateUnlessChanged, type TemplateVersion } from '../../store/settings/templates.ts';
import type { Db } from '../../store/tables.ts';
import { capitalize } from '../../util/text/capitalize.ts';
import type { ChatContext } from '../command.ts';
import { bold, button, buttons, paragraph, Refusal, reply } from '../reply/build-reply.ts';
import { writeDifference } from '../reply/text-diff.ts';
import { findByName, readChannelTemplates, showTemplate } from './show-template.ts';
import { deleteTemplateDraft, parseFields, type TemplateDraft, updateTemplateDraft } from './template-form.ts';
import {
  authorName,
  authorOf,
  type ScopeName,
  scopeAddress,
  scopeInUse,
  scopeLabel,
  versionsInScopes,
  widerTemplate,
} from './template-scope.ts';

/**
 * Saves a draft, unless someone saved a newer version since the draft began. `over` is that newer version, once the person
 * has seen it and chose to overwrite it. Null when the draft was saved or discarded in the meantime.
 */
export async function saveDraft(
  id: string,
  draft: TemplateDraft,
  context: ChatContext,
  over?: number,
): Promise<ChatResponse | null> {
  const { name, scope: where, typed, basedOn } = draft;
  const parsed = parseFields(typed);
  if (!parsed.ok) throw new Refusal(`This template can’t be saved: ${Object.values(parsed.problems).join('; ')}`);
  const now = Date.now();
  const saved = await context.core.database.db.transaction().execute(async tx => {
    // Checked inside the transaction, so that the second of two simultaneous presses finds the draft gone.
    if (!(await updateTemplateDraft(context, id, draft, tx))) return null;
    const scope = scopeAddress(where, context);
    const author = authorOf(context);
    const version = over ?? basedOn[where];
    const result = await saveTemplateUnlessChanged(
      tx,
      { scope, name, body: parsed.template, author, basedOn: version },
      now,
    );
    if ('theirs' in result) return result;
    await auditTemplate(tx, context, { action: 'save', name, scope: where, version: result.saved }, now);
    await deleteTemplateDraft(context, id, tx);
    return result;
  });
  if (saved === null) return null;
  if ('theirs' in saved) return showConflict(id, draft, parsed.template, saved.theirs, context);
  const nearer = await describeNearerTemplate(name, where, context);
  return showTemplate(name, context, `✓ Saved version ${saved.saved} for ${scopeLabel(where, context)}.${nearer}`);
}

/** Says which template this channel uses when a narrower scope overrides the saved one; otherwise empty. */
async function describeNearerTemplate(name: string, saved: ScopeName, context: ChatContext): Promise<string> {
  const inUse = scopeInUse(await versionsInScopes(name, context));
  if (inUse === null || inUse === saved) return '';
  const used = inUse === 'channel' ? 'its own template' : `the template for ${scopeLabel(inUse, context)}`;
  return ` This channel still uses ${used}.`;
}

/** Shows the second of two authors the differences. Their draft stays. */
function showConflict(
  id: string,
  { name, scope }: TemplateDraft,
  mine: Template,
  theirs: TemplateVersion,
  context: ChatContext,
): Reply {
  const before = theirs.body === null ? null : templateSchema.parse(theirs.body);
  const over = writeAction('templates.over', id, scope, String(theirs.version));
  return reply('Someone else edited this template while you were editing it.', {
    color: 'orange',
    blocks: [
      paragraph([
        bold(capitalize(authorName(theirs.author))),
        before ? ` saved version ${theirs.version}` : ' reset it',
        ` for ${scopeLabel(scope, context)} · `,
        localTime(theirs.at),
        '. Your draft is safe. Differences (− theirs, + yours):',
      ]),
      { type: 'code', text: writeDifference(before ? formatTemplate(before) : '', formatTemplate(mine)) },
    ],
    controls: buttons(
      button('Overwrite theirs', over, 'danger'),
      button('Open theirs', writeAction('templates.open', name)),
      button('Edit yours…', writeAction('templates.resume', id)),
    ),
  });
}

/** A template in one scope, and the version that was in use there when the button was shown. */
interface ShownTemplate {
  name: string;
  scope: ScopeName;
  seen: number;
}

/** Restores an older version as a new one. When that version was a reset, this is a reset too. */
export async function rollBack(
  { name, scope, seen }: ShownTemplate,
  version: number,
  context: ChatContext,
): Promise<ChatResponse> {
  const now = Date.now();
  const saved = await context.core.database.db.transaction().execute(async tx => {
    const key = { scope: scopeAddress(scope, context), name };
    const old = await findVersion(tx, key, version);
    if (!old) throw new Refusal(`Version ${version} of ${name} no longer exists.`);
    const result = await saveTemplateUnlessChanged(
      tx,
      { ...key, body: old.body, author: authorOf(context), basedOn: seen },
      now,
    );
    if ('theirs' in result) return result;
    await auditTemplate(tx, context, { action: 'restore', name, scope, version: result.saved, to: version }, now);
    return { ...result, isReset: old.body === null };
  });
  if ('theirs' in saved) return showNewer(saved.theirs, scope, context);
  if (saved.isReset) return showReset({ name, scope }, saved.saved, context);
  const done = `✓ Restored version ${version} as version ${saved.saved} for ${scopeLabel(scope, context)}.`;
  return showTemplate(name, context, done + (await describeNearerTemplate(name, scope, context)));
}

/** A template that people created has no built-in one to fall back to. */
const without = 'Rules using it fall back to the event’s own template.';

/** Resets a template: the scope uses the wider template again. */
export async function resetTemplate({ name, scope, seen }: ShownTemplate, context: ChatContext): Promise<ChatResponse> {
  const now = Date.now();
  const reset = await context.core.database.db.transaction().execute(async tx => {
    const key = { scope: scopeAddress(scope, context), name };
    const result = await saveTemplateUnlessChanged(
      tx,
      { ...key, body: null, author: authorOf(context), basedOn: seen },
      now,
    );
    if ('theirs' in result) return result;
    await auditTemplate(tx, context, { action: 'reset', name, scope, version: result.saved }, now);
    return result;
  });
  return 'theirs' in reset ? showNewer(reset.theirs, scope, context) : showReset({ name, scope }, reset.saved, context);
}

/** Reports a reset, and the template that the scope uses now. `version` is the reset's own version. */
async function showReset(
  { name, scope }: Omit<ShownTemplate, 'seen'>,
  version: number,
  context: ChatContext,
): Promise<Reply> {
  const undo = writeAction('templates.back', name, scope, String(version - 1), String(version));
  const isLeft = findByName(name, await readChannelTemplates(context)) !== null;
  const label = scopeLabel(scope, context);
  const subject = label.charAt(0).toUpperCase() + label.slice(1);
  const verb = scope === 'everywhere' ? 'use' : 'uses';
  const used = isLeft
    ? `${subject} now ${verb} ${widerTemplate(scope, await versionsInScopes(name, context), context)}.`
    : `Template ${name} no longer exists. ${without}`;
  return reply(`✓ Template reset. ${used}`, {
    controls: buttons(button('Undo reset', undo), button('View template', writeAction('templates.open', name))),
  });
}

/** Nothing is changed, because someone else saved first: shows the newest version. */
function showNewer(
  { name, version, author, body }: TemplateVersion,
  scope: ScopeName,
  context: ChatContext,
): Promise<Reply> {
  const did = body === null ? 'reset it' : `saved version ${version}`;
  return showTemplate(
    name,
    context,
    `Nothing changed: ${authorName(author)} ${did} for ${scopeLabel(scope, context)} first. Here’s the latest.`,
  );
}

interface TemplateChange {
  action: string;
  name: string;
  scope: ScopeName;
  version: number;
  to?: number;
}

function auditTemplate(
  tx: Db,
  context: ChatContext,
  { action, name, scope, ...detail }: TemplateChange,
  now: number,
): Promise<void> {
  if (scope === 'everywhere') context.saved.templates.add(name);
  const target = scope === 'everywhere' ? 'everywhere' : scopeAddress(scope, context);
  const entry = { actor: context.actor, action: `${action} template`, target };
  return audit(tx, { ...entry, detail: { name: context.by.name, template: name, ...detail } }, now);
}
