/** `add`: a rule as it is typed, or by forms, with a look at what it would have done before it is saved. */
import type { Answer, Form } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { formatProblem, type Problem } from '../../rules/problem.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { providers } from '../../sources/index.ts';
import { dropDraft } from '../../store/drafts.ts';
import type { ChatCommand, Context, Pressed, Submitted } from './command.ts';
import { completeRuleLine } from './complete-rule.ts';
import { readMention } from './mention.ts';
import { review } from './review.ts';
import { changeRuleDraft, checkRuleHere, keepRuleDraft, type RuleDraft, readRuleDraft } from './rule-draft.ts';
import { byField, type ReadRule, readMain, readMore, readNarrow, type Values, valuesOf } from './rule-fields.ts';
import { mainForm, moreForm, narrowForm } from './rule-form.ts';
import { parseRuleLine } from './rule-line.ts';
import { saveRule } from './save-rule.ts';
import { bullets, buttons, code, paragraph, refuse, reply, typed } from './say.ts';

export const add: ChatCommand = {
  name: 'add',
  summary: 'Adds a rule: typed, or with a form when nothing follows.',
  usage: 'add [call.missed if call.kind == "video" do ignore template x mention @here]',
  need: 'change',
  run: (words, context) => (words === '' ? openNew() : addLine(words, context)),
  actions: {
    new: { run: openNew },
    change: { run: (pressed, context) => openDraft('form', pressed, context) },
    narrow: { run: (pressed, context) => openDraft('narrow', pressed, context) },
    more: { run: (pressed, context) => openDraft('more', pressed, context) },
    place: { run: place },
    save: { run: ({ about: [id = ''] }, context) => saveRule(context, id) },
    over: { run: ({ about: [id = '', known] }, context) => saveRule(context, id, known) },
    cancel: { run: cancel },
  },
  forms: {
    form: { run: (submitted, context) => submit('form', submitted, context) },
    narrow: { run: (submitted, context) => submit('narrow', submitted, context) },
    more: { run: (submitted, context) => submit('more', submitted, context) },
  },
  complete: completeRuleLine,
};

type FormName = 'form' | 'narrow' | 'more';

async function openNew(): Promise<Answer> {
  return { is: 'form', form: mainForm('add.form', {}, true) };
}

/** A rule as it is typed, checked and shown before it is saved. */
async function addLine(words: string, context: Context): Promise<Answer> {
  const { rule, place: number, problems } = parseRuleLine(words, said => readMention(context.channel, said));
  const checked = await checkRuleHere(context, rule);
  const first = problems.length > 0 || checked.ok ? problems : checked.problems;
  if (!checked.ok || first.length > 0) return refuseLine(first);
  const draft: RuleDraft = { rule: checked.rule, place: number === null ? null : number - 1, id: null, based: null };
  return review(context, await keepRuleDraft(context, draft), draft);
}

function refuseLine(problems: readonly Problem[]): Answer {
  return refuse('This is no rule yet', {
    blocks: [
      bullets(problems.map(formatProblem)),
      paragraph(['Write one as ', code('add call.missed if call.kind == "video" mention @here'), ', or use the form.']),
    ],
    controls: buttons(typed('Form', 'add', 'primary'), typed('Help', 'help')),
  });
}

async function openDraft(name: FormName, { about: [id = ''] }: Pressed, context: Context): Promise<Answer> {
  const draft = await readRuleDraft(context, id);
  return { is: 'form', form: await makeForm(name, id, valuesOf(draft.rule), draft.id === null, context) };
}

async function makeForm(name: FormName, id: string, values: Values, isNew: boolean, context: Context): Promise<Form> {
  const action = id === '' ? `add.${name}` : writeAction(`add.${name}`, id);
  if (name === 'form') return mainForm(action, values, isNew);
  if (name === 'more') return moreForm(action, values);
  return narrowForm(action, values, await sourcesFor(context));
}

/** The names of those whose events the channel may hear of. */
async function sourcesFor({ core, workspace }: Context): Promise<string[]> {
  const added = await core.loadSources(core.database.db);
  const seen = added.filter(source => source.workspace === null || source.workspace === workspace);
  return [...new Set([...Object.keys(providers), ...seen.map(({ name }) => name)])];
}

const readers: Readonly<Record<FormName, (values: Values, rule: RuleBody, context: Context) => ReadRule>> = {
  form: readMain,
  narrow: readNarrow,
  more: (values, rule, { channel }) => readMore(values, rule, channel),
};

async function submit(name: FormName, { about: [id = ''], fields }: Submitted, context: Context): Promise<Answer> {
  const begun: RuleDraft = { rule: { on: '*', do: 'notify' }, place: null, id: null, based: null };
  const draft = id === '' ? begun : await readRuleDraft(context, id);
  const read = readers[name](fields, draft.rule, context);
  const checked = await checkRuleHere(context, read.rule);
  const problems = {
    ...(checked.ok ? {} : byField(checked.problems.map(each => ({ ...each, message: wordsOf(each) })))),
    ...read.problems,
  };
  if (!checked.ok || Object.keys(problems).length > 0) {
    const form = await makeForm(name, id, fields, draft.id === null, context);
    return { is: 'invalid', problems: toShownFields(problems, form), form };
  }
  const changed = { ...draft, rule: checked.rule };
  if (id === '') return review(context, await keepRuleDraft(context, changed), changed);
  await changeRuleDraft(context, id, changed);
  return review(context, id, changed);
}

/** Without the name of the field, under which it stands. */
function wordsOf({ path: _path, ...problem }: Problem): string {
  return formatProblem({ ...problem, path: [] });
}

/** What is wrong with a field that this form has not stands under its first. */
function toShownFields(problems: Readonly<Record<string, string>>, form: Form): Record<string, string> {
  const names = new Set(form.fields.map(field => field.name));
  const first = form.fields[0]?.name ?? '';
  return Object.fromEntries(
    Object.entries(problems).map(([name, text]) => (names.has(name) ? [name, text] : [first, `${name}: ${text}`])),
  );
}

async function place({ about: [id = ''], chosen: [to] }: Pressed, context: Context): Promise<Answer> {
  const draft = await readRuleDraft(context, id);
  const changed = { ...draft, place: /^\d{1,5}$/.test(to ?? '') ? Number(to) : draft.place };
  await changeRuleDraft(context, id, changed);
  return review(context, id, changed, true);
}

async function cancel({ about: [id = ''] }: Pressed, context: Context): Promise<Answer> {
  await readRuleDraft(context, id);
  await dropDraft(context.core.database.db, id);
  return reply('Nothing was changed.', { replaces: true, controls: buttons(typed('Rules', 'rules')) });
}
