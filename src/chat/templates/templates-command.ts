/** `templates`: views and edits message templates, with a preview. */

import type { ActionButton, Block } from '../../messages/message.ts';
import type { Template } from '../../messages/template/template.ts';
import { allNames, templateNamePattern, typesOfTemplate } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
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
import { describeNames } from './describe-names.ts';
import { resetTemplate, rollBack, saveDraft } from './save-template.ts';
import { findByName, readChannelTemplates, showTemplate, showTemplates } from './show-template.ts';
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
import { openVersion, showHistory } from './template-history.ts';
import { type Preview, previewTemplate } from './template-preview.ts';
import {
  editableScopes,
  needOfScope,
  readNumber,
  readScope,
  type ScopeName,
  scopeInUse,
  scopeLabel,
  versionsInScopes,
} from './template-scope.ts';
import { templateWarnings } from './template-warnings.ts';

export const templates: ChatCommand = {
  ...describeSubcommand('templates'),
  needs: 'see',
  run: async (words, context) => (words === '' ? showTemplates(context) : showTemplate(words, context)),
  actions: {
    open: {
      needs: 'see',
      run: async ({ args, chosen }, context) => showTemplate(chosen[0] || args[0] || '', context),
    },
    page: {
      needs: 'see',
      run: async ({ args: [page] }, context) => ({
        ...(await showTemplates(context, readPage(page))),
        replaces: true,
      }),
    },
    history: { needs: 'see', run: async ({ args }, context) => showHistory(args[0] ?? '', context) },
    version: { needs: 'see', run: openVersion },
    edit: { needs: 'change', run: async ({ args }, context) => edit(args[0] ?? '', context) },
    resume: { needs: 'change', run: async ({ args }, context) => resume(args[0], context) },
    save: { needs: needOfScopeIn, run: save },
    over: { needs: needOfScopeIn, run: save },
    discard: { needs: 'change', run: discard },
    back: {
      needs: needOfScopeIn,
      run: async ({ args: [name = '', scope, to, seen] }, context) =>
        rollBack({ name, scope: readScope(scope), seen: readNumber(seen) }, readNumber(to), context),
    },
    reset: {
      needs: needOfScopeIn,
      run: async ({ args: [name = '', scope, seen] }, context) =>
        resetTemplate({ name, scope: readScope(scope), seen: readNumber(seen) }, context),
    },
  },
  forms: { preview: { needs: 'change', run: preview } },
  async complete(words, context) {
    const names = allNames((await readChannelTemplates(context)).templates).filter(name => name.includes(words.trim()));
    return names.map(name => ({ label: shortLabel(name), value: name }));
  },
};

/** The permission for the scope that the action carries. */
function needOfScopeIn({ args: [, scope] }: Pressed): Need {
  return needOfScope[readScope(scope)];
}

/** Opens the form with the template in use, or empty for a new name. */
async function edit(name: string, context: ChatContext): Promise<ChatResponse> {
  const world = await readChannelTemplates(context);
  const versions = await versionsInScopes(name, context);
  const known = findByName(name, world);
  if (!known && !templateNamePattern.test(name)) {
    throw new Refusal('Use letters, digits, dots, - and _ (60 characters max).');
  }
  const template = known ?? { title: '', body: '', color: null, buttons: [] };
  const inUse = scopeInUse(versions) ?? 'channel';
  const scope = (await whyNot(needOfScope[inUse], context)) === null ? inUse : 'channel';
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
    form: templateForm(id, draft, await describeNames(context, typesOfTemplate(name, world.templates, world.rules))),
  };
}

async function resume(id: string | undefined, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  const { templates, rules } = await readChannelTemplates(context);
  const names = await describeNames(context, typesOfTemplate(draft.name, templates, rules));
  return { is: 'form', form: templateForm(id, draft, names) };
}

/** Shows each problem under its field; without problems, saves the draft and shows a preview. */
async function preview(submitted: Submitted, context: ChatContext): Promise<ChatResponse> {
  const [id = ''] = submitted.args;
  const draft = await readSubmitted(submitted, context);
  if (draft === null) return gone();
  const { templates, rules } = await readChannelTemplates(context);
  const types = typesOfTemplate(draft.name, templates, rules);
  const names = await describeNames(context, types);
  const invalid = (problems: Record<string, string>): ChatResponse => ({
    is: 'invalid',
    problems,
    form: templateForm(id, draft, names),
  });
  const parsed = parseFields(draft.typed);
  if (!parsed.ok) return invalid(parsed.problems);
  const shown = await previewOrProblem(context, parsed.template, types);
  if ('problem' in shown) return invalid({ body: shown.problem });
  const scopes = await editableScopes(context);
  const notes = await templateWarnings(context.channel, parsed.template, types, shown);
  return showPreview(await saveOrUpdate(context, id, draft), draft, { ...shown, scopes, notes, context });
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
 * The draft with the typed fields, not saved yet. A draft that no longer exists starts again, based on no version: saving it
 * shows the differences to the current version first. Null for a form that doesn't name its template.
 */
async function readSubmitted(submitted: Submitted, context: ChatContext): Promise<TemplateDraft | null> {
  const [id, name] = submitted.args;
  const typed = readFields(submitted);
  const draft = await findTemplateDraft(context, id);
  if (draft) return { ...draft, typed };
  if (name === undefined) return null;
  const basedOn = { channel: 0, workspace: 0, everywhere: 0 };
  return { name, scope: 'channel', basedOn, typed };
}

/** Updates the draft, or saves it again when it no longer exists. Returns its ID. */
async function saveOrUpdate(context: ChatContext, id: string, draft: TemplateDraft): Promise<string> {
  return (await updateTemplateDraft(context, id, draft)) ? id : saveTemplateDraft(context, draft);
}

interface PreviewOptions extends Preview {
  /** Warnings. */
  notes: readonly Block[];
  /** The scopes that the author may save for. */
  scopes: readonly ScopeName[];
  context: ChatContext;
}

function showPreview(
  id: string,
  { name, scope }: TemplateDraft,
  { messages, events: { ofSamples }, notes, scopes, context }: PreviewOptions,
): Reply {
  const others = scopes.filter(other => other !== scope);
  const saveButton = (to: ScopeName, style?: ActionButton['style']) =>
    button(`Save for ${scopeLabel(to, context)}`, writeAction('templates.save', id, to), style);
  return reply(['Preview of ', code(name), ` for ${scopeLabel(scope, context)}`], {
    blocks: [
      paragraph(
        ofSamples
          ? 'Not saved yet. The preview below uses sample data, because no such event was posted here yet.'
          : 'Not saved yet. The preview below uses your latest events.',
      ),
      ...notes,
    ],
    previews: messages,
    controls: buttons(
      saveButton(scope, 'primary'),
      ...others.map(other => saveButton(other)),
      button('Edit template…', writeAction('templates.resume', id)),
      button('Discard draft', writeAction('templates.discard', id), 'danger'),
    ),
  });
}

async function save({ args: [id, scope, over] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  const chosen = { ...draft, scope: readScope(scope) };
  return (await saveDraft(id, chosen, context, over === undefined ? undefined : readNumber(over))) ?? gone();
}

async function discard({ args: [id] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await findTemplateDraft(context, id);
  if (!draft || id === undefined) return gone();
  await deleteTemplateDraft(context, id);
  return reply(['Discarded. ', code(draft.name), ' is unchanged.'], {
    controls: buttons(commandButton('Open templates', 'templates')),
  });
}

function gone(): Reply {
  return refuse('This draft was already saved or discarded, or has expired.', {
    controls: buttons(commandButton('Open templates', 'templates')),
  });
}
