/** `rules`, `edit` and `delete`: lists rules, and edits, moves, pauses, deletes and copies one. */

import { describeRule } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Button, ChatResponse } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext, Pressed } from '../command.ts';
import { button, buttons, commandButton, paragraph, refuse, reply } from '../reply/build-reply.ts';
import { readPage } from '../reply/paginate.ts';
import { copyRule, offerChannels } from './copy-rule.ts';
import { deleteRule, restoreRule } from './delete-rule.ts';
import { changeRules, type RuleChange } from './edit-rules.ts';
import { completeNumber, findByNumber } from './find-rule.ts';
import { saveRuleDraft } from './form/rule-draft.ts';
import { valuesOf } from './form/rule-fields.ts';
import { mainForm } from './form/rule-form.ts';
import { gone, listRules } from './rule-list.ts';

export const rules: ChatCommand = {
  name: 'rules',
  summary: 'List and manage rules',
  usage: 'rules [number]',
  needs: 'see',
  run: async (words, context) => (words === '' ? listRules(context) : openRule(await findByNumber(words, context))),
  complete: completeNumber,
  actions: {
    choose: { needs: 'see', run: ({ chosen: [id] }, context) => withRule(id, context, rule => openRule(rule, true)) },
    page: {
      needs: 'see',
      run: ({ args: [page] }, context) => listRules(context, { page: readPage(page), replaces: true }),
    },
    open: { needs: 'see', run: ({ args: [id] }, context) => withRule(id, context, rule => openRule(rule, true)) },
    edit: {
      needs: 'change',
      run: ({ args: [id] }, context) => withRule(id, context, rule => editRule(context, rule)),
    },
    up: { needs: 'change', run: (pressed, context) => move(pressed, context, -1) },
    down: { needs: 'change', run: (pressed, context) => move(pressed, context, 1) },
    pause: { needs: 'change', run: (pressed, context) => setPaused(pressed, context, true) },
    resume: { needs: 'change', run: (pressed, context) => setPaused(pressed, context, false) },
    remove: { needs: 'change', run: ({ args: [id = ''] }, context) => deleteRule(context, id) },
    restore: { needs: 'change', run: ({ args: [draft = ''] }, context) => restoreRule(context, draft) },
    duplicate: {
      needs: 'change',
      run: ({ args: [id, page] }, context) =>
        withRule(id, context, rule => offerChannels(context, rule, readPage(page))),
    },
    copy: {
      needs: 'change',
      run: ({ args: [id], chosen: [to = ''] }, context) => withRule(id, context, rule => copyRule(context, rule, to)),
    },
  },
};

/** The typed command `edit <number>`. */
export const edit: ChatCommand = {
  name: 'edit',
  summary: 'Edit a rule',
  usage: 'edit [number]',
  needs: 'change',
  run: async (words, context) =>
    words === '' ? askForRule('edit', context) : editRule(context, await findByNumber(words, context)),
  complete: completeNumber,
};

/** The typed command `delete <number>`. */
export const deleteCommand: ChatCommand = {
  name: 'delete',
  summary: 'Delete a rule (you can undo)',
  usage: 'delete [number]',
  needs: 'change',
  run: async (words, context) =>
    words === '' ? askForRule('delete', context) : deleteRule(context, (await findByNumber(words, context)).id),
  complete: completeNumber,
};

async function askForRule(verb: 'edit' | 'delete', context: ChatContext): Promise<ChatResponse> {
  const { rules: all } = await readChannel(context.core.database.db, context.channel);
  if (all.length > 0) return listRules(context, { title: `Which rule do you want to ${verb}?` });
  return refuse(`There are no rules to ${verb} yet.`, {
    controls: buttons(commandButton('Add rule…', 'add', 'primary')),
  });
}

/** Runs `use` with the rule of a button, or shows the list when the rule is gone or belongs to another channel. */
async function withRule(
  id: string | undefined,
  context: ChatContext,
  use: (rule: Rule) => ChatResponse | Promise<ChatResponse>,
) {
  const { rules: all } = await readChannel(context.core.database.db, context.channel);
  const rule = all.find(each => each.id === id);
  return rule ? use(rule) : listRules(context, { title: gone, replaces: true });
}

function openRule(rule: Rule, replaces = false): ChatResponse {
  const ruleButton = (label: string, name: string, style?: Button['style']) =>
    button(label, writeAction(`rules.${name}`, rule.id), style);
  return reply(`Rule ${rule.position + 1}`, {
    blocks: [paragraph(describeRule(rule))],
    controls: buttons(
      ruleButton('Edit rule…', 'edit', 'primary'),
      ruleButton('Move up', 'up'),
      ruleButton('Move down', 'down'),
      rule.paused ? ruleButton('Resume rule', 'resume') : ruleButton('Pause rule', 'pause'),
      ruleButton('Delete rule', 'remove', 'danger'),
      ruleButton('Copy rule', 'duplicate'),
      commandButton('Open rules', 'rules'),
    ),
    replaces,
  });
}

async function editRule(
  context: ChatContext,
  { id, channel: _channel, position: _position, ...body }: Rule,
): Promise<ChatResponse> {
  const draft = await saveRuleDraft(context, { rule: body, place: null, id, based: body });
  return { is: 'form', form: mainForm(writeAction('add.form', draft), valuesOf(body), 'Edit rule') };
}

/** Applies a change to one rule of the current list, and shows the list with the title that `decide` returns. */
async function changeOne(
  { args: [id] }: Pressed,
  context: ChatContext,
  decide: (rule: Rule, all: readonly Rule[]) => { title: string; change?: RuleChange },
): Promise<ChatResponse> {
  let title = gone;
  await changeRules(context, context.channel, all => {
    const rule = all.find(each => each.id === id);
    if (!rule) return null;
    const decision = decide(rule, all);
    title = decision.title;
    return decision.change ?? null;
  });
  return listRules(context, { title, around: id, replaces: true });
}

function move(pressed: Pressed, context: ChatContext, by: -1 | 1): Promise<ChatResponse> {
  return changeOne(pressed, context, (rule, all) => {
    const number = rule.position + 1;
    const place = rule.position + by;
    if (place < 0) return { title: `Rule ${number} is already first` };
    if (place >= all.length) return { title: `Rule ${number} is already last` };
    const others = all.filter(each => each !== rule);
    const change = { action: 'move rule', after: rule, rules: others.toSpliced(place, 0, rule) };
    return { title: `✓ Rule ${number} moved to position ${place + 1}`, change };
  });
}

function setPaused(pressed: Pressed, context: ChatContext, paused: boolean): Promise<ChatResponse> {
  return changeOne(pressed, context, (rule, all) => {
    const { paused: _was, ...running } = rule;
    const changed = paused ? { ...running, paused } : running;
    const rules = all.map(each => (each === rule ? changed : each));
    const title = `✓ Rule ${rule.position + 1} ${paused ? 'paused' : 'resumed'}`;
    return { title, change: { action: paused ? 'pause rule' : 'resume rule', after: running, rules } };
  });
}
