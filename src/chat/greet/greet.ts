/** Greets a channel once, when the bot joins it, with buttons that add the first rules. */

import { formatRule } from '../../callboard-yaml/print-file.ts';
import { describeRule } from '../../operations/describe-rule.ts';
import { postTest } from '../../operations/post-test.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { forgetGreeting, greetOnce } from '../../store/settings/greetings.ts';
import { bodyOf, readChannel } from '../../store/settings/rules.ts';
import { capitalize } from '../../util/text/capitalize.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { commandPermission } from '../permissions.ts';
import { bullets, buttons, commandButton, paragraph, Refusal, reply } from '../reply/build-reply.ts';
import { changeRules } from '../rules/edit-rules.ts';
import { undoButton } from '../rules/undo-rule.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import {
  checklistBlock,
  checklistButtons,
  readChecklist,
  readSetupRights,
  readSharedRights,
  type SetupRights,
} from './checklist.ts';
import { type Preset, presets } from './presets.ts';

export const greet: ChatCommand = {
  name: 'greet',
  summary: 'Introduce Callboard',
  usage: 'greet',
  needs: 'see',
  run: async (_words, context) => greeting(context, await readSetupRights(context)),
  actions: {
    joined: { needs: 'see', run: (_pressed, context) => join(context) },
    forget: { needs: 'see', run: (_pressed, context) => forget(context) },
    use: { needs: 'change', run: ({ args: [id] }, context) => usePreset(id, context) },
  },
};

/** Greets everyone in the channel, unless it has rules or was greeted before. */
async function join(context: ChatContext): Promise<ChatResponse> {
  const { core, channel } = context;
  const { db } = core.database;
  const { rules } = await readChannel(db, channel);
  if (rules.length > 0 || !(await greetOnce(db, channel, Date.now()))) return { is: 'nothing' };
  return { ...(await greeting(context, await readSharedRights(context), true)), public: true };
}

/** The greeting could not be posted, so the next join greets again. */
async function forget({ core, channel }: ChatContext): Promise<ChatResponse> {
  await forgetGreeting(core.database.db, channel);
  return { is: 'nothing' };
}

async function greeting(context: ChatContext, rights: SetupRights, isShared = false): Promise<Reply> {
  const steps = await readChecklist(context, context.channel);
  const editors = isShared && rights.whyNotEdit === null && commandPermission(context.workspace)?.editors;
  return reply('👋 Hi, I’m Callboard', {
    blocks: [
      paragraph('I post calls, meetings and recordings here. To start:'),
      checklistBlock(steps, rights.addSource),
      ...(rights.whyNotEdit === null ? [] : [paragraph(rights.whyNotEdit)]),
    ],
    controls: [...checklistButtons(steps, rights), ...buttons(commandButton('Open menu', 'menu'))],
    // A shared message can't check who may use /callboard, so it names the permission.
    ...(editors && {
      footnote: `${capitalize(editors)} can press any button here. Everyone else: type /callboard menu.`,
    }),
  });
}

async function usePreset(id: string | undefined, context: ChatContext): Promise<ChatResponse> {
  const preset = presets.find(each => each.id === id);
  if (!preset) throw new Refusal('That preset is gone. Use /callboard add to create a rule.');
  const added = await addPreset(preset, context);
  const problem = await postingProblemBlocks(context, context.channel);
  const { state, explanation } = (await postTest(context.core, context.channel, preset.sample)) ?? { state: null };
  const isIgnored = state === 'ignored';
  const number = (explanation?.rule?.position ?? 0) + 1;
  const title = added ? `✓ ${preset.posts} will be posted here` : `${preset.posts} are already posted here`;
  return reply(isIgnored ? `${added ? 'Added' : 'Already added'}, but rule ${number} ignores these events` : title, {
    color: isIgnored ? 'orange' : 'green',
    blocks: [
      bullets([describeRule(preset.rule)]),
      ...(isIgnored
        ? [paragraph(`Move or delete rule ${number} to post them.`)]
        : [...problem, paragraph(describeTest(state, problem.length > 0))]),
    ],
    controls: buttons(
      ...(added ? [await undoButton(context, { after: added })] : []),
      commandButton('Open rules', 'rules'),
      commandButton('Open menu', 'menu'),
    ),
  });
}

/** Adds the preset's rule. Null when the channel has it already. */
async function addPreset({ rule }: Preset, context: ChatContext): Promise<Rule | null> {
  const changed = await changeRules(context, context.channel, all => {
    const isThere = all.some(each => formatRule(bodyOf(each)) === formatRule(rule));
    return isThere ? null : { action: 'add rule', after: rule, rules: [...all, rule] };
  });
  return changed?.at(-1) ?? null;
}

function describeTest(state: string | null, waits: boolean): string {
  if (state === 'queued' && waits) return 'I’ll post a test message as soon as I can post here.';
  if (state === 'queued') return 'Here’s a test message so you can see how it looks.';
  if (state === 'muted') return 'No test message: this channel is muted.';
  return 'No test message: no rule matched it.';
}
