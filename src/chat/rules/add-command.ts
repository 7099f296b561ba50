/** `add`: creates a rule from a typed line or from forms, and shows what it would have done before it is saved. */

import { suggestedNames } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Form } from '../../platforms/chat-protocol.ts';
import { findDescriptor } from '../../platforms/index.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
import { formatProblem, type Problem } from '../../rules/problem.ts';
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { providers } from '../../sources/providers/index.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext, Pressed, Submitted } from '../command.ts';
import { bullets, buttons, code, commandButton, paragraph, refuse, reply } from '../reply/build-reply.ts';
import { readMention } from '../shared/typed-mentions.ts';
import { byField, type FieldValues, readRule, valuesOf } from './form/form-values.ts';
import { reviewDraft } from './form/review-rule.ts';
import {
  checkRuleHere,
  deleteRuleDraft,
  findRuleDraft,
  type RuleDraft,
  readRuleDraft,
  saveRuleDraft,
  updateRuleDraft,
} from './form/rule-draft.ts';
import { type FormName, hasOneForm, ruleForm } from './form/rule-form.ts';
import { completeRuleLine } from './line/complete-rule.ts';
import { parseRuleLine } from './line/parse-rule-line.ts';
import { readPlace } from './place-select.ts';
import { offerLostDraft, recreateAction } from './recreate-rule.ts';
import { saveRule } from './save-rule.ts';

export const add: ChatCommand = {
  ...describeSubcommand('add'),
  needs: 'change',
  run: (words, context) => (words === '' ? openNew(context) : addLine(words, context)),
  actions: {
    new: { needs: 'change', run: (_pressed, context) => openNew(context) },
    change: { needs: 'change', run: (pressed, context) => openDraft('form', pressed, context) },
    narrow: { needs: 'change', run: (pressed, context) => openDraft('narrow', pressed, context) },
    more: { needs: 'change', run: (pressed, context) => openDraft('more', pressed, context) },
    place: { needs: 'change', run: place },
    save: { needs: 'change', run: ({ args: [id = ''] }, context) => saveRule(context, id) },
    over: { needs: 'change', run: ({ args: [id = '', known] }, context) => saveRule(context, id, known) },
    [recreateAction]: { needs: 'change', run: recreate },
    cancel: { needs: 'change', run: cancel },
  },
  forms: {
    form: { needs: 'change', run: (submitted, context) => submit('form', submitted, context) },
    narrow: { needs: 'change', run: (submitted, context) => submit('narrow', submitted, context) },
    more: { needs: 'change', run: (submitted, context) => submit('more', submitted, context) },
  },
  revisions: { form: { needs: 'change', run: revise } },
  complete: completeRuleLine,
};

/** Opens the form of a new rule. */
export async function openNew(context: ChatContext): Promise<ChatResponse> {
  return { is: 'form', form: await makeForm('form', '', {}, newDraft, context) };
}

/** Opens the form with a rule's values. */
export async function editRule(
  context: ChatContext,
  { id, channel: _channel, position: _position, ...body }: Rule,
): Promise<ChatResponse> {
  const draft: RuleDraft = { rule: body, place: null, id, based: body };
  const form = await makeForm('form', await saveRuleDraft(context, draft), valuesOf(body), draft, context);
  return { is: 'form', form: { ...form, title: 'Edit rule' } };
}

const newDraft: RuleDraft = { rule: { on: '*', do: 'post' }, place: null, id: null, based: null };

/** Checks a typed rule and shows it for review. */
async function addLine(words: string, context: ChatContext): Promise<ChatResponse> {
  const { rule, place: number, problems } = parseRuleLine(words, mention => readMention(context.channel, mention));
  const checked = await checkRuleHere(context, rule);
  const { rules } = await readChannel(context.core.database.db, context.channel);
  if (number !== null && number > rules.length + 1) {
    problems.push({ path: ['at'], message: `Use a position from 1 to ${rules.length + 1}` });
  }
  const first = problems.length > 0 || checked.ok ? problems : checked.problems;
  if (!checked.ok || first.length > 0) return refuseLine(first);
  const draft: RuleDraft = { rule: checked.rule, place: number === null ? null : number - 1, id: null, based: null };
  return reviewDraft(context, await saveRuleDraft(context, draft), draft);
}

function refuseLine(problems: readonly Problem[]): ChatResponse {
  return refuse(`That rule has ${problems.length === 1 ? 'a problem' : 'problems'}`, {
    blocks: [
      bullets(problems.map(problem => formatProblem({ ...problem, path: keywordOf(problem) }))),
      paragraph(['Example: ', code('/callboard add call.missed if call.kind == "video" mention @here')]),
    ],
    controls: buttons(commandButton('Open form…', 'add', 'primary'), commandButton('Show help', 'help')),
  });
}

/** A typed line has no paths, so a problem names only its keyword, once. Types follow no keyword. */
function keywordOf({ path: [name], message }: Problem): Problem['path'] {
  return name === undefined || name === 'on' || message.includes(`“${name}”`) ? [] : [name];
}

async function openDraft(name: FormName, { args: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await readRuleDraft(context, id);
  return { is: 'form', form: await makeForm(name, id, valuesOf(draft.rule), draft, context) };
}

async function makeForm(
  name: FormName,
  id: string,
  values: FieldValues,
  { rule }: RuleDraft,
  context: ChatContext,
  keepsValues = true,
): Promise<Form> {
  const action = writeAction(`add.${name}`, ...(id === '' ? [] : [id]));
  const offers = {
    sources: await sourcesFor(context),
    templates: await templatesFor({ ...rule, ...onOf(values) }, context),
    mentionHint: findDescriptor(context.channel)?.mentionHint ?? '',
  };
  const all = id === '' || hasOneForm(context) ? values : { ...valuesOf(rule), ...values };
  return ruleForm({ name, action, values: all, isNew: id === '', keepsValues }, offers, context);
}

/** The event types of a form that has the events. */
const onOf = ({ on = [] }: FieldValues) => (on.length > 0 ? { on: [...on] } : {});

/** Answers with the form again, with the fields that fit the selected events. */
async function revise({ args: [id = ''], fields }: Submitted, context: ChatContext): Promise<ChatResponse> {
  const draft = (id === '' ? null : await findRuleDraft(context, id)) ?? newDraft;
  return { is: 'form', form: await makeForm('form', id, fields, draft, context, false) };
}

/** The templates that the channel can use, likeliest for the rule first. */
async function templatesFor(rule: RuleBody, { core, channel }: ChatContext): Promise<string[]> {
  return suggestedNames(rule, await core.loadTemplates(core.database.db, channel), core.builtins);
}

/** The sources whose events the channel may receive. */
async function sourcesFor({ core, workspace }: ChatContext): Promise<string[]> {
  const added = await core.loadSources(core.database.db);
  const seen = added.filter(source => source.workspace === null || source.workspace === workspace);
  return [...new Set([...Object.keys(providers), ...seen.map(({ name }) => name)])];
}

async function submit(
  name: FormName,
  { args: [id = ''], fields }: Submitted,
  context: ChatContext,
): Promise<ChatResponse> {
  const found = id === '' ? null : await findRuleDraft(context, id);
  const draft: RuleDraft = found ?? newDraft;
  const read = await readFields(name, fields, draft.rule, context);
  // Only the form with the template field reports a template that was reset since. The other forms would be stuck.
  const named = fields.template ? [] : [draft.rule.template ?? []].flat();
  const checked = await checkRuleHere(context, read.rule, named);
  const problems = {
    ...(checked.ok ? {} : byField(checked.problems.map(each => ({ ...each, message: describeProblem(each) })))),
    ...read.problems,
  };
  if (!checked.ok || Object.keys(problems).length > 0) {
    const form = await makeForm(name, id, fields, draft, context);
    return { is: 'invalid', problems: toShownFields(problems, form), form };
  }
  const changed = { ...draft, rule: checked.rule };
  if (found) await updateRuleDraft(context, id, changed);
  const now = found ? id : await saveRuleDraft(context, changed);
  return found || id === '' ? reviewDraft(context, now, changed) : offerLostDraft(now, changed, name === 'form');
}

/** Reads a submitted form. A step keeps the values of the others; in the whole form an absent field is empty. */
async function readFields(name: FormName, fields: FieldValues, rule: RuleBody, context: ChatContext) {
  const where = { sources: await sourcesFor(context), channel: context.channel };
  if (hasOneForm(context) && name === 'form') {
    const { mention: _mention, template: _template, ...base } = rule;
    return readRule(fields, base, where);
  }
  const { mention: _mention, template: _template, ...values } = valuesOf(rule);
  return readRule({ ...values, ...fields }, rule, where);
}

/**
 * Describes a problem without its field's name, because it is shown under the field. Several fields make up the condition,
 * so a character position in it is omitted.
 */
function describeProblem({ path, offset, ...problem }: Problem): string {
  if (path[0] === 'if') return `Condition: ${formatProblem({ ...problem, path: [] })}`;
  return formatProblem({ ...problem, path: [], ...(offset !== undefined && { offset }) });
}

/** Moves a problem of a field that this form doesn't have to the closest field that it has. */
function toShownFields(problems: Readonly<Record<string, string>>, form: Form): Record<string, string> {
  const names = new Set(form.fields.map(field => field.name));
  const first = form.fields[0]?.name ?? '';
  const shown = Object.entries(problems).map(([name, text]) => {
    if (names.has(name)) return [name, text];
    // The only free text that the filters form adds to the condition.
    if (name === 'if' && names.has('who')) return ['who', text];
    return [first, `${name}: ${text}`];
  });
  return Object.fromEntries(shown);
}

async function place({ args: [id = ''], chosen: [to] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft = await readRuleDraft(context, id);
  const changed = { ...draft, place: readPlace(to) ?? draft.place };
  await updateRuleDraft(context, id, changed);
  return reviewDraft(context, id, changed, true);
}

/** Turns the draft of a deleted rule into a new rule, and shows it for review first: its position may differ. */
async function recreate({ args: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  const draft: RuleDraft = { ...(await readRuleDraft(context, id)), id: null, based: null };
  await updateRuleDraft(context, id, draft);
  return reviewDraft(context, id, draft, true);
}

async function cancel({ args: [id = ''] }: Pressed, context: ChatContext): Promise<ChatResponse> {
  await readRuleDraft(context, id);
  await deleteRuleDraft(context, id);
  return reply('Canceled. Nothing changed.', {
    replaces: true,
    controls: buttons(commandButton('Open rules', 'rules')),
  });
}
