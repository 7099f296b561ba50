/** Templates are saved, rolled back and reset, each as a new version. */
import { diffLines } from 'diff';
import { formatTemplate, type Template, templateSchema } from '../../messages/template.ts';
import type { Answer, Reply } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { audit } from '../../store/audit.ts';
import { dropDraft } from '../../store/drafts.ts';
import type { Db } from '../../store/tables.ts';
import { findVersion, saveTemplate, saveTemplateOver, type TemplateVersion } from '../../store/templates.ts';
import type { Context } from './command.ts';
import { momentWords } from './moment.ts';
import { bold, button, buttons, paragraph, Refusal, reply } from './say.ts';
import { parseTyped, type TemplateDraft } from './template-form.ts';
import { authorName, authorOf, demandScope, type ScopeName, scopeAddress, scopeWords } from './template-scope.ts';
import { showTemplate } from './template-view.ts';

/** Saves a draft unless somebody was faster; `over` is their version that is known and to be saved over. */
export async function saveDraft(id: string, draft: TemplateDraft, context: Context, over?: number): Promise<Answer> {
  const { name, typed, basedOn } = draft;
  const parsed = parseTyped(typed);
  if (!parsed.ok) throw new Refusal(`It cannot be saved: ${Object.values(parsed.problems).join('; ')}`);
  await demandScope(typed.scope, context);
  const now = Date.now();
  const saved = await context.core.database.db.transaction().execute(async tx => {
    const scope = scopeAddress(typed.scope, context);
    const author = authorOf(context);
    const version = over ?? basedOn[typed.scope];
    const result = await saveTemplateOver(tx, { scope, name, body: parsed.template, author, basedOn: version }, now);
    if ('theirs' in result) return result;
    await auditTemplate(tx, context, { action: 'save', name, scope: typed.scope, version: result.saved }, now);
    await dropDraft(tx, id);
    return result;
  });
  if ('theirs' in saved) return tellConflict(id, draft, parsed.template, saved.theirs);
  return showTemplate(name, context, `Saved as version ${saved.saved} for ${scopeWords[typed.scope]}.`);
}

/** The second of two is told, and loses nothing. */
function tellConflict(id: string, { name, typed }: TemplateDraft, mine: Template, theirs: TemplateVersion): Reply {
  const before = theirs.body === null ? null : templateSchema.parse(theirs.body);
  const over = writeAction('templates.over', id, String(theirs.version));
  return reply('Somebody else saved this template while you were writing.', {
    color: 'orange',
    blocks: [
      paragraph([
        bold(authorName(theirs.author)),
        before ? ' saved' : ' reset',
        ` it for ${scopeWords[typed.scope]} `,
        momentWords(theirs.at),
        '. Yours is kept. The difference (- theirs, + yours):',
      ]),
      { type: 'code', text: writeDifference(before ? formatTemplate(before) : '', formatTemplate(mine)) },
    ],
    controls: buttons(
      button('Save mine over it', over, 'danger'),
      button('Open theirs', writeAction('templates.open', name)),
      button('Edit mine', writeAction('templates.resume', id)),
    ),
  });
}

function writeDifference(theirs: string, mine: string): string {
  const lines = diffLines(`${theirs.trimEnd()}\n`, `${mine.trimEnd()}\n`).flatMap(({ value, added, removed }) => {
    const sign = added ? '+' : removed ? '-' : ' ';
    return value
      .trimEnd()
      .split('\n')
      .map(line => `${sign} ${line}`);
  });
  return lines.join('\n');
}

/** What an older version said becomes the newest one. */
export async function rollBack(name: string, scope: ScopeName, version: number, context: Context): Promise<Answer> {
  await demandScope(scope, context);
  const now = Date.now();
  const saved = await context.core.database.db.transaction().execute(async tx => {
    const key = { scope: scopeAddress(scope, context), name };
    const old = await findVersion(tx, key, version);
    if (!old) throw new Refusal(`There is no version ${version} of ${name} any more.`);
    const number = await saveTemplate(tx, { ...key, body: old.body, author: authorOf(context) }, now);
    await auditTemplate(tx, context, { action: 'roll back', name, scope, version: number, to: version }, now);
    return number;
  });
  return showTemplate(
    name,
    context,
    `Rolled back: version ${saved} for ${scopeWords[scope]} says what version ${version} said.`,
  );
}

/** From here on what holds further out. */
export async function resetTemplate(name: string, scope: ScopeName, context: Context): Promise<Answer> {
  await demandScope(scope, context);
  const now = Date.now();
  const version = await context.core.database.db.transaction().execute(async tx => {
    const key = { scope: scopeAddress(scope, context), name };
    const number = await saveTemplate(tx, { ...key, body: null, author: authorOf(context) }, now);
    await auditTemplate(tx, context, { action: 'reset', name, scope, version: number }, now);
    return number;
  });
  const undo = writeAction('templates.rollback', name, scope, String(version - 1));
  return reply(`Reset for ${scopeWords[scope]}.`, {
    controls: buttons(button('Undo', undo), button('Look at it', writeAction('templates.open', name))),
  });
}

interface Change {
  action: string;
  name: string;
  scope: ScopeName;
  version: number;
  to?: number;
}

function auditTemplate(
  tx: Db,
  context: Context,
  { action, name, scope, ...detail }: Change,
  now: number,
): Promise<void> {
  const target = scope === 'everywhere' ? 'everywhere' : scopeAddress(scope, context);
  const entry = { actor: context.actor, action: `${action} template`, target };
  return audit(tx, { ...entry, detail: { name: context.by.name, template: name, ...detail } }, now);
}
