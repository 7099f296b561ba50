/** `templates`: views and edits message templates, with a preview. */

import type { Block } from '../../messages/message.ts';
import type { Template } from '../../messages/template/template.ts';
import { allNames, nameForm, suggestedFields, typesOfTemplate } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Button, ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import { findVersion } from '../../store/settings/templates.ts';
import type { ChatCommand, ChatContext, Need, Pressed, Submitted } from '../command.ts';
import { whyNot } from '../permissions.ts';
import {
  button,
  buttons,
  code,
  commandButton,
  paragraph,
  Refusal,
  refuse,
  reply,
  shortLabel,
} from '../reply/build-reply.ts';
import { readPage } from '../reply/paginate.ts';
import { resetTemplate, rollBack, saveDraft } from './save-template.ts';
import { readWorld, showHistory, showTemplate, showTemplates, showVersion, wordsOf } from './show-template.ts';
import {
  deleteTemplateDraft,
  findTemplateDraft,
  parseFields,
  readFields,
  saveTemplateDraft,
  type TemplateDraft,
  templateForm,
  toFields,
  updateTemplateDraft,
} from './template-form.ts';
import { type Preview, previewTemplate } from './template-preview.ts';
import {
  holdingScope,
  needOfScope,
  readNumber,
  readScope,
  type ScopeName,
  scopeAddress,
  scopesOpenTo,
  scopeWords,
  versionsInScopes,
} from './template-scope.ts';
import { templateWarnings } from './template-warnings.ts';

export const templates: ChatCommand = {
  name: 'templates',
  summary: 'View and edit message templates',
  usage: 'templates [name]',
  needs: 'see',
  run: async (words, context) => (words === '' ? showTemplates(context) : showTemplate(words, context)),
  actions: {
    open: {
      needs: 'see',
      run: async ({ about, chosen }, context) => showTemplate(chosen[0] || about[0] || '', context),
    },
    page: {
      needs: 'see',
      run: async ({ about: [page] }, context) => ({
        ...(await showTemplates(context, readPage(page))),
        replaces: true,
      }),
    },
    history: { needs: 'see', run: async ({ about }, context) => showHistory(about[0] ?? '', context) },
    version: { needs: 'see', run: openVersion },
    edit: { needs: 'change', run: async ({ about }, context) => edit(about[0] ?? '', context) },
    resume: { needs: 'change', run: async ({ about }, context) => resume(about[0], context) },
    save: { needs: needOfScopeIn, run: save },
    over: { needs: needOfScopeIn, run: save },
    discard: { needs: 'change', run: discard },
    back: {
      needs: needOfScopeIn,
      run: async ({ about: [name = '', scope, to, seen] }, context) =>
        rollBack({ name, scope: readScope(scope), seen: readNumber(seen) }, readNumber(to), context),
    },
    reset: {
      needs: needOfScopeIn,
      run: async ({ about: [name = '', scope, seen] }, context) =>
        resetTemplate({ name, scope: readScope(scope), seen: readNumber(seen) }, context),
    },
  },
  forms: { preview: { needs: 'change', run: preview } },
  async complete(words, context) {
    const names = allNames((await readWorld(context)).templates).filter(name => name.includes(words.trim()));
    return names.map(name => ({ label: shortLabel(name), value: name }));
  },
};

/** What they are about is a name or a draft, and where it holds or is to hold. */
function needOfScopeIn({ about: [, scope] }: Pressed): Need {
  return needOfScope[readScope(scope)];
}

/** A form with what holds now, or with nothing for a name that is new. */
async function edit(name: string, context: ChatContext): Promise<ChatResponse> {
  const world = await readWorld(context);
  const versions = await versionsInScopes(name, context);
  const known = wordsOf(name, world);
  if (!known && !nameForm.test(name)) {
    throw new Refusal('Use letters, digits, dots, - and _ (60 characters max).');
  }
  const template = known ?? { title: '', body: '', color: null, buttons: [] };
  const holding = holdingScope(versions) ?? 'channel';
  const scope = (await whyNot(needOfScope[holding], context)) === null ? holding : 'channel';
  const draft: TemplateDraft = {
    name,
    scope,
    basedOn: {
      channel: versions.channel?.version ?? 0,
      workspace: versions.workspace?.version ?? 0,
      everywhere: versions.everywhere?.version ?? 0,
    },
    typed: toFields(template),
  };
  const id = await saveTemplateDraft(context, draft);
  return {
    is: 'form',
    form: templateForm(id, draft, suggestedFields(typesOfTemplate(name, world.templates, world.rules))),
  };
}

async function resume(id: string | undefined, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  const { templates, rules } = await readWorld(context);
  return { is: 'form', form: templateForm(id, draft, suggestedFields(typesOfTemplate(draft.name, templates, rules))) };
}

/** Shows what is wrong under its field, else keeps the draft and shows what it would look like. */
async function preview(submitted: Submitted, context: ChatContext): Promise<ChatResponse> {
  const [id = ''] = submitted.about;
  const draft = await readSubmitted(submitted, context);
  if (draft === null) return gone();
  const { templates, rules } = await readWorld(context);
  const types = typesOfTemplate(draft.name, templates, rules);
  const invalid = (problems: Record<string, string>): ChatResponse => ({
    is: 'invalid',
    problems,
    form: templateForm(id, draft, suggestedFields(types)),
  });
  const parsed = parseFields(draft.typed);
  if (!parsed.ok) return invalid(parsed.problems);
  const shown = await previewOrProblem(context, parsed.template, types);
  if ('problem' in shown) return invalid({ body: shown.problem });
  const scopes = await scopesOpenTo(context);
  const notes = await templateWarnings(context.channel, parsed.template, types, shown.messages);
  return offer(await keep(context, id, draft), draft, { ...shown, scopes, notes, context });
}

async function previewOrProblem(
  context: ChatContext,
  template: Template,
  types: readonly string[],
): Promise<Preview | { problem: string }> {
  try {
    return await previewTemplate(context, template, types);
  } catch (error) {
    return { problem: `This template can’t be rendered: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * The draft with what was typed, which isn't kept yet. One that is gone begins again, based on nothing: who saves it over
 * what there is by then is shown the difference first. Null for a form that does not say what it is of.
 */
async function readSubmitted(submitted: Submitted, context: ChatContext): Promise<TemplateDraft | null> {
  const [id, name] = submitted.about;
  const typed = readFields(submitted);
  const kept = await findTemplateDraft(context, id);
  if (kept) return { ...kept, typed };
  if (name === undefined) return null;
  const basedOn = { channel: 0, workspace: 0, everywhere: 0 };
  return { name, scope: 'channel', basedOn, typed };
}

/** Keeps a draft that can be saved, and gives its id. */
async function keep(context: ChatContext, id: string, draft: TemplateDraft): Promise<string> {
  return (await updateTemplateDraft(context, id, draft)) ? id : saveTemplateDraft(context, draft);
}

interface Offer extends Preview {
  /** What to consider. */
  notes: readonly Block[];
  /** Where whoever wrote it may have it hold. */
  scopes: readonly ScopeName[];
  context: ChatContext;
}

function offer(
  id: string,
  { name, scope }: TemplateDraft,
  { messages, ofSamples, notes, scopes, context }: Offer,
): Reply {
  const others = scopes.filter(other => other !== scope);
  const saveButton = (to: ScopeName, style?: Button['style']) =>
    button(`Save for ${scopeWords(to, context)}`, writeAction('templates.save', id, to), style);
  return reply(['Preview of ', code(name), ` for ${scopeWords(scope, context)}`], {
    blocks: [
      ...notes,
      paragraph(
        ofSamples
          ? `Preview with sample data (no ${name} received here yet). Not saved yet.`
          : 'Preview with your latest events. Not saved yet.',
      ),
    ],
    previews: messages,
    controls: buttons(
      saveButton(scope, 'primary'),
      ...others.map(other => saveButton(other)),
      button('Edit', writeAction('templates.resume', id)),
      button('Discard', writeAction('templates.discard', id), 'danger'),
    ),
  });
}

async function save({ about: [id, scope, over] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  const chosen = { ...draft, scope: readScope(scope) };
  return (await saveDraft(id, chosen, context, over === undefined ? undefined : readNumber(over))) ?? gone();
}

async function discard({ about: [id] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  await deleteTemplateDraft(context, id);
  return reply(['Discarded. ', code(draft.name), ' is unchanged.'], {
    controls: buttons(commandButton('Templates', 'templates')),
  });
}

async function openVersion(
  { about: [name = ''], chosen: [choice = ''] }: Pressed,
  context: ChatContext,
): Promise<ChatResponse> {
  const [scopeName, number] = choice.split('.');
  const scope = readScope(scopeName);
  const { db } = context.core.database;
  const version = await findVersion(db, { scope: scopeAddress(scope, context), name }, readNumber(number));
  return version ? showVersion(name, scope, version, context) : showHistory(name, context);
}

function gone(): Reply {
  return refuse('This draft was already saved or discarded, or has expired.', {
    controls: buttons(commandButton('Templates', 'templates')),
  });
}
