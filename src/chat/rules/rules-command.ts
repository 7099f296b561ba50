/** `rules`: lists rules, and opens one with buttons that edit, move, pause, delete and copy it. */

import type { ActionButton } from '../../messages/message.ts';
import { describeRule } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
import type { Rule } from '../../rules/rule.ts';
import { listAddresses, readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext, Pressed } from '../command.ts';
import { whyNotIfKnown } from '../permissions.ts';
import { button, buttons, commandButton, paragraph, reply } from '../reply/build-reply.ts';
import { readPage } from '../reply/paginate.ts';
import { editRule } from './add-command.ts';
import { askForRule, readVerb } from './ask-for-rule.ts';
import { moveRule, setPaused } from './change-one-rule.ts';
import { copyRule, offerChannels, undoCopy } from './copy-rule.ts';
import { deleteRule } from './delete-rule.ts';
import { completeNumber, findByNumber } from './find-rule.ts';
import { placeSelect, readPlace } from './place-select.ts';
import { gone, listRules } from './rule-list.ts';
import { undoChange } from './undo-rule.ts';

export const rules: ChatCommand = {
  ...describeSubcommand('rules'),
  needs: 'see',
  run: async (words, context) =>
    words === '' ? listRules(context) : openRule(await findByNumber(words, context), context),
  complete: completeNumber,
  actions: {
    choose: {
      needs: 'see',
      run: (pressed, context) => withRule(pressed, context, rule => openRule(rule, context, true)),
    },
    page: {
      needs: 'see',
      run: ({ args: [page] }, context) => listRules(context, { page: readPage(page), replaces: true }),
    },
    open: {
      needs: 'see',
      run: (pressed, context) => withRule(pressed, context, rule => openRule(rule, context, true)),
    },
    ask: {
      needs: 'change',
      run: ({ args: [verb, page] }, context) => askForRule(readVerb(verb), context, readPage(page)),
    },
    edit: { needs: 'change', run: (pressed, context) => withRule(pressed, context, rule => editRule(context, rule)) },
    move: {
      needs: 'change',
      run: (pressed, context) => withRule(pressed, context, rule => offerPlaces(rule, context)),
    },
    place: {
      needs: 'change',
      run: ({ args: [id, place], chosen: [to] }, context) =>
        moveRule(id, context, ({ position }) => readPlace(place || to) ?? position),
    },
    up: { needs: 'change', run: (pressed, context) => moveRule(idIn(pressed), context, rule => rule.position - 1) },
    down: { needs: 'change', run: (pressed, context) => moveRule(idIn(pressed), context, rule => rule.position + 1) },
    pause: { needs: 'change', run: (pressed, context) => setPaused(idIn(pressed), context, true) },
    resume: { needs: 'change', run: (pressed, context) => setPaused(idIn(pressed), context, false) },
    remove: { needs: 'change', run: (pressed, context) => deleteRule(context, idIn(pressed) ?? '') },
    undo: { needs: 'change', run: ({ args: [id = ''] }, context) => undoChange(context, id) },
    duplicate: {
      needs: 'change',
      run: (pressed, context) =>
        withRule(pressed, context, rule => offerChannels(context, rule, readPage(pressed.args[1]))),
    },
    copy: {
      needs: 'change',
      run: (pressed, context) => withRule(pressed, context, rule => copyRule(context, rule, pressed.chosen[0] ?? '')),
    },
    uncopy: {
      needs: 'change',
      run: ({ args: [id = '', to = '', mark = ''] }, context) => undoCopy(context, { id, to, mark }),
    },
  },
};

/** The rule of a button, or the one selected in a list. */
const idIn = ({ args: [id], chosen: [selected] }: Pressed) => id || selected;

/** Runs `use` with the rule of a button, or shows the list when the rule is gone or belongs to another channel. */
async function withRule(
  pressed: Pressed,
  context: ChatContext,
  use: (rule: Rule) => ChatResponse | Promise<ChatResponse>,
) {
  const { rules: all } = await readChannel(context.core.database.db, context.channel);
  const rule = all.find(each => each.id === idIn(pressed));
  return rule ? use(rule) : listRules(context, { title: gone, replaces: true });
}

/** Shows a rule with the buttons that can work for this person. */
async function openRule(rule: Rule, context: ChatContext, replaces = false): Promise<ChatResponse> {
  const { core, channel, workspace } = context;
  const { rules: all } = await readChannel(core.database.db, channel);
  const known = await listAddresses(core.database.db, workspace);
  const ruleButton = (label: string, name: string, style?: ActionButton['style']) =>
    button(label, writeAction(`rules.${name}`, rule.id), style);
  const editButtons = () => [
    ruleButton('Edit rule…', 'edit', 'primary'),
    ...(rule.position > 0 ? [ruleButton('Move up', 'up')] : []),
    ...(rule.position < all.length - 1 ? [ruleButton('Move down', 'down')] : []),
    rule.paused ? ruleButton('Resume rule', 'resume') : ruleButton('Pause rule', 'pause'),
    ruleButton('Delete rule', 'remove', 'danger'),
    ...(known.some(address => address !== channel) ? [ruleButton('Copy rule', 'duplicate')] : []),
  ];
  const mayEdit = (await whyNotIfKnown('change', context)) === null;
  return reply(`Rule ${rule.position + 1}`, {
    blocks: [paragraph(describeRule(rule))],
    controls: buttons(...(mayEdit ? editButtons() : []), commandButton('Open rules', 'rules')),
    replaces,
  });
}

/** Offers the positions that a rule can move to. */
export async function offerPlaces(rule: Rule, { core, channel }: ChatContext): Promise<ChatResponse> {
  const { rules: all } = await readChannel(core.database.db, channel);
  return reply(`Move rule ${rule.position + 1} to which position?`, {
    blocks: [paragraph(describeRule(rule))],
    controls: [
      placeSelect(
        writeAction('rules.place', rule.id),
        all.filter(({ id }) => id !== rule.id),
        rule.position,
      ),
      ...buttons(commandButton('Open rules', 'rules')),
    ],
    replaces: true,
  });
}
