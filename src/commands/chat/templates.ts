/** `templates`: how events are told, changed with a preview. */
import type { Answer, Reply } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { dropDraft } from '../../store/drafts.ts';
import { findVersion } from '../../store/templates.ts';
import type { ChatCommand, Context, Pressed, Submitted } from './command.ts';
import { bullets, button, buttons, code, paragraph, Refusal, refuse, reply, typed } from './say.ts';
import {
  changeTemplateDraft,
  findTemplateDraft,
  keepTemplateDraft,
  parseTyped,
  readTyped,
  type TemplateDraft,
  templateForm,
  toTyped,
} from './template-form.ts';
import { lintTemplate } from './template-lint.ts';
import { allNames, fieldsOnOffer, nameForm, typesTold } from './template-names.ts';
import { previewTemplate } from './template-preview.ts';
import { resetTemplate, rollBack, saveDraft } from './template-save.ts';
import {
  holdingScope,
  readNumber,
  readScope,
  scopeAddress,
  scopeWords,
  versionsInScopes,
  whyNotIn,
} from './template-scope.ts';
import { readWorld, showHistory, showTemplate, showTemplates, showVersion, wordsOf } from './template-view.ts';

export const templates: ChatCommand = {
  name: 'templates',
  summary: 'Shows and changes how events are told.',
  usage: 'templates [name]',
  need: 'see',
  run: async (words, context) => (words === '' ? showTemplates(context) : showTemplate(words, context)),
  actions: {
    open: { run: async ({ about, chosen }, context) => showTemplate(chosen[0] || about[0] || '', context) },
    history: { run: async ({ about }, context) => showHistory(about[0] ?? '', context) },
    version: { run: openVersion },
    edit: { need: 'change', run: async ({ about }, context) => edit(about[0] ?? '', context) },
    resume: { need: 'change', run: async ({ about }, context) => resume(about[0], context) },
    save: { need: 'change', run: save },
    over: { need: 'change', run: save },
    discard: { need: 'change', run: discard },
    back: {
      need: 'change',
      run: async ({ about: [name = '', scope, to, seen] }, context) =>
        rollBack({ name, scope: readScope(scope), seen: readNumber(seen) }, readNumber(to), context),
    },
    reset: {
      need: 'change',
      run: async ({ about: [name = '', scope, seen] }, context) =>
        resetTemplate({ name, scope: readScope(scope), seen: readNumber(seen) }, context),
    },
  },
  forms: { preview: { need: 'change', run: preview } },
  async complete(words, context) {
    const names = allNames((await readWorld(context)).templates).filter(name => nameForm.test(name));
    return names.filter(name => name.includes(words.trim())).map(name => ({ label: name, value: `templates ${name}` }));
  },
};

/** A form with what holds now, or with nothing for a name that is new. */
async function edit(name: string, context: Context): Promise<Answer> {
  if (!nameForm.test(name)) throw new Refusal('A template name has letters, digits, dots, - and _, at most 36.');
  const world = await readWorld(context);
  const versions = await versionsInScopes(name, context);
  const template = wordsOf(name, world) ?? { title: '', body: '', color: null, buttons: [] };
  const holding = holdingScope(versions) ?? 'channel';
  const scope = (await whyNotIn(holding, context)) === null ? holding : 'channel';
  const draft: TemplateDraft = {
    of: 'template',
    name,
    basedOn: {
      channel: versions.channel?.version ?? 0,
      workspace: versions.workspace?.version ?? 0,
      everywhere: versions.everywhere?.version ?? 0,
    },
    typed: toTyped(template, scope),
  };
  const id = await keepTemplateDraft(context, draft);
  return { is: 'form', form: templateForm(id, draft, fieldsOnOffer(typesTold(name, world.templates, world.rules))) };
}

async function resume(id: string | undefined, context: Context): Promise<Answer> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  const { templates, rules } = await readWorld(context);
  return { is: 'form', form: templateForm(id, draft, fieldsOnOffer(typesTold(draft.name, templates, rules))) };
}

/** The form was sent: what is wrong stands under its field, else what it would look like. */
async function preview(submitted: Submitted, context: Context): Promise<Answer> {
  const [id = ''] = submitted.about;
  const typed = readTyped(submitted);
  const kept = await findTemplateDraft(context, id);
  if (!kept) return returnTyped(typed.body);
  const draft = { ...kept, typed };
  await changeTemplateDraft(context, id, draft);
  const { templates, rules } = await readWorld(context);
  const types = typesTold(draft.name, templates, rules);
  const invalid = (problems: Record<string, string>): Answer => ({
    is: 'invalid',
    problems,
    form: templateForm(id, draft, fieldsOnOffer(types)),
  });
  const parsed = parseTyped(typed);
  if (!parsed.ok) return invalid(parsed.problems);
  const forbidden = await whyNotIn(typed.scope, context);
  if (forbidden !== null) return invalid({ scope: forbidden });
  try {
    const shown = await previewTemplate(context, parsed.template, types);
    return offer(id, draft, shown, lintTemplate(parsed.template, types, shown.messages));
  } catch (error) {
    return invalid({ body: `It cannot be written: ${error instanceof Error ? error.message : String(error)}` });
  }
}

function offer(
  id: string,
  { name, typed: { scope } }: TemplateDraft,
  { messages, ofSamples }: Awaited<ReturnType<typeof previewTemplate>>,
  warnings: readonly string[],
): Reply {
  return reply(['Preview of ', code(name), ` for ${scopeWords[scope]}`], {
    blocks: [
      ...(warnings.length > 0 ? [paragraph('To be considered:'), bullets(warnings)] : []),
      paragraph(
        ofSamples
          ? 'Nothing of the kind came here yet: below, a sample. Nothing is saved yet.'
          : 'Below, the last events here as it would tell them. Nothing is saved yet.',
      ),
    ],
    previews: messages,
    controls: buttons(
      button('Save', writeAction('templates.save', id), 'primary'),
      button('Edit again', writeAction('templates.resume', id)),
      button('Throw away', writeAction('templates.discard', id), 'danger'),
    ),
  });
}

async function save({ about: [id, over] }: Pressed, context: Context): Promise<Answer> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  return saveDraft(id, draft, context, over === undefined ? undefined : readNumber(over));
}

async function discard({ about: [id] }: Pressed, context: Context): Promise<Answer> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  await dropDraft(context.core.database.db, id);
  return reply(['Thrown away. ', code(draft.name), ' stays as it was.'], {
    controls: buttons(typed('Templates', 'templates')),
  });
}

async function openVersion({ about: [name = ''], chosen: [choice = ''] }: Pressed, context: Context): Promise<Answer> {
  const [scopeName, number] = choice.split('.');
  const scope = readScope(scopeName);
  const { db } = context.core.database;
  const version = await findVersion(db, { scope: scopeAddress(scope, context), name }, readNumber(number));
  return version ? showVersion(name, scope, version, context) : showHistory(name, context);
}

function gone(): Reply {
  return refuse('This draft was saved or thrown away since, or is more than a day old.', {
    controls: buttons(typed('Templates', 'templates')),
  });
}

/** The draft is gone, but what was typed is not lost. */
function returnTyped(body: string): Reply {
  return refuse('This form is more than a day old or was saved already. Here is what you typed, to be copied:', {
    blocks: [{ type: 'code', text: body || '(no text)' }],
    controls: buttons(typed('Templates', 'templates')),
  });
}
