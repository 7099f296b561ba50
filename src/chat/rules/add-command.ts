/** `add`: a rule as it is typed, or by forms, with a look at what it would have done before it is saved. */

import { suggestedNames } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Form } from '../../platforms/chat-protocol.ts';
import { formatProblem, type Problem } from '../../rules/problem.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { providers } from '../../sources/providers/index.ts';
import type { ChatCommand, ChatContext, Pressed, Submitted } from '../command.ts';
import { bullets, buttons, code, commandButton, paragraph, refuse, reply } from '../reply/build-reply.ts';
import { readMention } from '../shared/typed-mentions.ts';
import { review } from './form/review-rule.ts';
import {
  checkRuleHere,
  deleteRuleDraft,
  findRuleDraft,
  type RuleDraft,
  readRuleDraft,
  saveRuleDraft,
  updateRuleDraft,
} from './form/rule-draft.ts';
import { byField, type ReadRule, readMain, readMore, readNarrow, type Values, valuesOf } from './form/rule-fields.ts';
import { mainForm, moreForm, narrowForm } from './form/rule-form.ts';
import { completeRuleLine } from './line/complete-rule.ts';
import { parseRuleLine } from './line/parse-rule-line.ts';
import { offerLostDraft } from './recreate-rule.ts';
import { saveRule } from './save-rule.ts';

export const add: ChatCommand = {
  name: 'add',
  summary: 'Add a rule. Leave empty to use a form.',
  usage: 'add [events if condition do post|ignore template name mention who]',
  needs: 'change',
  run: (words, context) => (words === '' ? openNew() : addLine(words, context)),
  actions: {
    new: { needs: 'change', run: openNew },
    change: { needs: 'change', run: (pressed, context) => openDraft('form', pressed, context) },
    narrow: { needs: 'change', run: (pressed, context) => openDraft('narrow', pressed, context) },
    more: { needs: 'change', run: (pressed, context) => openDraft('more', pressed, context) },
    place: { needs: 'change', run: place },
    save: { needs: 'change', run: ({ about: [id = ''] }, context) => saveRule(context, id) },
    over: { needs: 'change', run: ({ about: [id = '', known] }, context) => saveRule(context, id, known) },
    anew: { needs: 'change', run: recreate },
    cancel: { needs: 'change', run: cancel },
  },
  forms: {
    form: { needs: 'change', run: (submitted, context) => submit('form', submitted, context) },
    narrow: { needs: 'change', run: (submitted, context) => submit('narrow', submitted, context) },
    more: { needs: 'change', run: (submitted, context) => submit('more', submitted, context) },
  },
  complete: completeRuleLine,
};

type FormName = 'form' | 'narrow' | 'more';

async function openNew(): Promise<ChatResponse> {
  return { is: 'form', form: mainForm('add.form', {}, true) };
}

/** A rule as it is typed, checked and shown before it is saved. */
async function addLine(words: string, context: ChatContext): Promise<ChatResponse> {
  const { rule, place: number, problems } = parseRuleLine(words, said => readMention(context.channel, said));
  const checked = await checkRuleHere(context, rule);
  const first = problems.length > 0 || checked.ok ? problems : checked.problems;
  if (!checked.ok || first.length > 0) return refuseLine(first);
  const draft: RuleDraft = { rule: checked.rule, place: number === null ? null : number - 1, id: null, based: null };
  return review(context, await saveRuleDraft(context, draft), draft);
}

function refuseLine(problems: readonly Problem[]): ChatResponse {
  return refuse(`That rule has ${problems.length === 1 ? 'a problem' : 'problems'}`, {
    blocks: [
      bullets(problems.map(problem => formatProblem({ ...problem, path: keywordOf(problem) }))),
      paragraph(['Example: ', code('/callboard add call.missed if call.kind == "video" mention @here')]),
    ],
    controls: buttons(commandButton('Use the form…', 'add', 'primary'), commandButton('Help', 'help')),
  });
}

/** What was typed has no paths: only the keyword is told, and of the types, which stand after none, nothing. */
function keywordOf({ path: [name] }: Problem): Problem['path'] {
  return name === undefined || name === 'on' ? [] : [name];
}

async function openDraft(name: FormName, { about: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await readRuleDraft(context, id);
  return { is: 'form', form: await makeForm(name, id, valuesOf(draft.rule), draft, context) };
}

async function makeForm(
  name: FormName,
  id: string,
  values: Values,
  draft: RuleDraft,
  context: ChatContext,
): Promise<Form> {
  const action = id === '' ? `add.${name}` : writeAction(`add.${name}`, id);
  if (name === 'form') return mainForm(action, values, draft.id === null);
  if (name === 'more') return moreForm(action, values, await templatesFor(draft.rule, context));
  return narrowForm(action, values, await sourcesFor(context));
}

/** The names of those that the channel has, the likeliest for the rule first. */
async function templatesFor(rule: RuleBody, { core, channel }: ChatContext): Promise<string[]> {
  return suggestedNames(rule, await core.loadTemplates(core.database.db, channel), core.builtins);
}

/** The names of those whose events the channel may hear of. */
async function sourcesFor({ core, workspace }: ChatContext): Promise<string[]> {
  const added = await core.loadSources(core.database.db);
  const seen = added.filter(source => source.workspace === null || source.workspace === workspace);
  return [...new Set([...Object.keys(providers), ...seen.map(({ name }) => name)])];
}

type Reader = (values: Values, rule: RuleBody, context: ChatContext) => ReadRule | Promise<ReadRule>;

const readers: Readonly<Record<FormName, Reader>> = {
  form: readMain,
  narrow: async (values, rule, context) => readNarrow(values, rule, await sourcesFor(context)),
  more: (values, rule, { channel }) => readMore(values, rule, channel),
};

async function submit(
  name: FormName,
  { about: [id = ''], fields }: Submitted,
  context: ChatContext,
): Promise<ChatResponse> {
  const kept = id === '' ? null : await findRuleDraft(context, id);
  const draft: RuleDraft = kept ?? { rule: { on: '*', do: 'post' }, place: null, id: null, based: null };
  const read = await readers[name](fields, draft.rule, context);
  // Of a template that was reset since, the form about templates speaks: the others could not be sent any more.
  const named = name === 'more' ? [] : [draft.rule.template ?? []].flat();
  const checked = await checkRuleHere(context, read.rule, ...named);
  const problems = {
    ...(checked.ok ? {} : byField(checked.problems.map(each => ({ ...each, message: wordsOf(each) })))),
    ...read.problems,
  };
  if (!checked.ok || Object.keys(problems).length > 0) {
    const form = await makeForm(name, id, fields, draft, context);
    return { is: 'invalid', problems: toShownFields(problems, form), form };
  }
  const changed = { ...draft, rule: checked.rule };
  if (kept) await updateRuleDraft(context, id, changed);
  const now = kept ? id : await saveRuleDraft(context, changed);
  return kept || id === '' ? review(context, now, changed) : offerLostDraft(now, changed, name === 'form');
}

/** Without the name of the field, under which it stands. A condition is what several fields say: no place in it is one in a field. */
function wordsOf({ path, offset, ...problem }: Problem): string {
  if (path[0] === 'if') return `Condition: ${formatProblem({ ...problem, path: [] })}`;
  return formatProblem({ ...problem, path: [], ...(offset !== undefined && { offset }) });
}

/** What is wrong with a field that this form has not stands under the one that is nearest to it. */
function toShownFields(problems: Readonly<Record<string, string>>, form: Form): Record<string, string> {
  const names = new Set(form.fields.map(field => field.name));
  const first = form.fields[0]?.name ?? '';
  const shown = Object.entries(problems).map(([name, text]) => {
    if (names.has(name)) return [name, text];
    // The only one of that form in which much can be written.
    if (name === 'if' && names.has('who')) return ['who', text];
    return [first, `${name}: ${text}`];
  });
  return Object.fromEntries(shown);
}

async function place({ about: [id = ''], chosen: [to] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await readRuleDraft(context, id);
  const changed = { ...draft, place: /^\d{1,5}$/.test(to ?? '') ? Number(to) : draft.place };
  await updateRuleDraft(context, id, changed);
  return review(context, id, changed, true);
}

/** The draft of a rule that was removed. Another look first: what it was may have stood elsewhere. */
async function recreate({ about: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft: RuleDraft = { ...(await readRuleDraft(context, id)), id: null, based: null };
  await updateRuleDraft(context, id, draft);
  return review(context, id, draft, true);
}

async function cancel({ about: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  await readRuleDraft(context, id);
  await deleteRuleDraft(context, id);
  return reply('Canceled. Nothing changed.', { replaces: true, controls: buttons(commandButton('Rules', 'rules')) });
}
