/** Converts a template to form fields and back. A saved draft holds the typed text from the first press on. */
import { z } from 'zod';
import { bounds } from '../../messages/bounds.ts';
import { colors } from '../../messages/message.ts';
import { checkTemplate } from '../../messages/template/check-template.ts';
import { type Template, templateSchema } from '../../messages/template/template.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Field, Form, NameList } from '../../platforms/chat-protocol.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import type { Db } from '../../store/tables.ts';
import type { ChatContext, Submitted } from '../command.ts';
import { shortLabel } from '../reply/build-reply.ts';
import { scopeNames } from './template-scope.ts';

/** The contents of the form's fields. */
const fieldsSchema = z.object({
  title: z.string(),
  body: z.string(),
  color: z.string(),
  /** One line per button: `Watch | https://…`. */
  buttons: z.string(),
});
type TemplateFields = z.output<typeof fieldsSchema>;

const draftSchema = z.object({
  name: z.string(),
  /** The scope it is saved for unless the person picks another. */
  scope: z.enum(scopeNames),
  /** The newest version of each scope when the draft began, 0 for none. */
  basedOn: z.object({ channel: z.number(), workspace: z.number(), everywhere: z.number() }),
  typed: fieldsSchema,
});
export type TemplateDraft = z.output<typeof draftSchema>;

export const templateDrafts = defineSavedState<TemplateDraft>('template draft', draftSchema);

/** Saves a new draft and returns its ID. */
export function saveTemplateDraft(context: ChatContext, draft: TemplateDraft): Promise<string> {
  return templateDrafts.save(context.core.database.db, context, draft, Date.now());
}

/** Overwrites a draft. False when it no longer exists. */
export function updateTemplateDraft(
  context: ChatContext,
  id: string,
  draft: TemplateDraft,
  db: Db = context.core.database.db,
): Promise<boolean> {
  return templateDrafts.update(db, context, id, draft, Date.now());
}

/** Deletes a draft. */
export async function deleteTemplateDraft(
  context: ChatContext,
  id: string,
  db: Db = context.core.database.db,
): Promise<void> {
  await templateDrafts.delete(db, context, id);
}

/** Finds a draft; null once it has expired (after a day), was saved or was discarded. */
export async function findTemplateDraft(context: ChatContext, id: string | undefined): Promise<TemplateDraft | null> {
  return id === undefined ? null : templateDrafts.read(context.core.database.db, context, id, Date.now());
}

/** Converts a template to the contents of the form's fields. */
export function toFields({ title, body, color, buttons }: Template): TemplateFields {
  const lines = buttons.map(({ label, url }) => `${label} | ${url}`);
  return { title, body, color: color ?? 'none', buttons: lines.join('\n') };
}

/** Reads the fields of a submitted form. */
export function readFields({ fields }: Submitted): TemplateFields {
  const one = (name: string) => fields[name]?.[0] ?? '';
  const color = one('color') || 'none';
  return {
    title: one('title')
      .replace(/\s*\n\s*/g, ' ')
      .trim(),
    body: one('body'),
    color,
    buttons: one('buttons'),
  };
}

/** Parses and checks the typed fields: the template, or the problems by field name. */
export function parseFields(
  typed: TemplateFields,
): { ok: true; template: Template } | { ok: false; problems: Record<string, string> } {
  const lines = typed.buttons.split('\n').filter(line => line.trim() !== '');
  const buttons = lines.map(readButton);
  if (buttons.includes(null)) return { ok: false, problems: { buttons: 'Use one line per button: Label | https://…' } };
  const color = typed.color === 'none' ? null : typed.color;
  const parsed = templateSchema.safeParse({ title: typed.title, body: typed.body, color, buttons });
  if (!parsed.success) return { ok: false, problems: toProblems(parsed.error.issues.map(describeIssue)) };
  const problems = checkTemplate(parsed.data);
  return problems.length === 0 ? { ok: true, template: parsed.data } : { ok: false, problems: toProblems(problems) };
}

const describeIssue = ({ path, message }: z.core.$ZodIssue) => `${String(path[0] ?? 'body')}, ${message}`;

function readButton(line: string): Template['buttons'][number] | null {
  const bar = line.lastIndexOf('|');
  const [label, url] = [line.slice(0, bar).trim(), line.slice(bar + 1).trim()];
  return bar > 0 && url !== '' ? { label, url } : null;
}

/** Groups problems by the field they name: `title, line 1: …` belongs to the title, which usually has one line. */
function toProblems(sentences: readonly string[]): Record<string, string> {
  const byField = Map.groupBy(sentences, sentence => {
    const [, field = 'body'] = /^(title|body|color|button)s?\b/.exec(sentence) ?? [];
    return field === 'button' ? 'buttons' : field;
  });
  const write = (all: readonly string[]) =>
    shortLabel(all.map(one => one.replace(/^(title, line 1: |(title|body|color), )/, '')).join('; '), 300);
  return Object.fromEntries([...byField].map(([field, all]) => [field, write(all)]));
}

/**
 * Builds the form. It has four fields, because Discord's modals hold five components and the intro takes one. Its action
 * carries the template's name too, so that the typed text survives the end of its draft. `lists` has the names that it can use.
 */
export function templateForm(id: string, { name, typed }: TemplateDraft, lists: readonly NameList[]): Form {
  return {
    title: shortLabel(`Edit ${name}`, mostOfForm),
    action: writeAction('templates.preview', id, name),
    submit: 'Preview',
    lists,
    fields: [
      { is: 'text', name: 'title', label: 'Title', value: typed.title, lines: 'many', most: mostTitle, optional: true },
      { is: 'text', name: 'body', label: 'Text', hint: bodyHint, value: typed.body, ...long },
      colorField(typed.color),
      { is: 'text', name: 'buttons', label: 'Buttons', hint: buttonsHint, value: typed.buttons, ...long },
    ],
  };
}

/** Characters. A platform whose fields hold less splits the text, or says so. */
const mostTitle = 3000;
const long = { lines: 'many', most: bounds.template, optional: true } as const;
const bodyHint = 'Markdown and {{names}}, e.g. {{caller}} called {{callee}}';
const buttonsHint = 'One button per line: Label | {{recording.url}}';

/** Characters of a modal's title: https://docs.slack.dev/reference/views/modal-views */
const mostOfForm = 24;

function colorField(color: string): Field {
  const choices = ['none', ...colors].map(name => ({ label: name, value: name }));
  return { is: 'select', name: 'color', label: 'Color', choices, value: [color] };
}
