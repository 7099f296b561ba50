/** Greets a channel once, when the bot joins it, with buttons that add the first rules. */

import { formatRule } from '../../callboard-yaml/print-file.ts';
import { describeRule } from '../../operations/describe-rule.ts';
import { postTest } from '../../operations/post-test.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import { forgetGreeting, greetOnce } from '../../store/settings/greetings.ts';
import { bodyOf, readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { bullets, buttons, code, commandButton, paragraph, Refusal, reply } from '../reply/build-reply.ts';
import { changeRules } from '../rules/edit-rules.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import {
  checklistBlock,
  checklistButtons,
  everyone,
  readChecklist,
  readSetupRights,
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
  return { ...(await greeting(context, everyone)), public: true };
}

/** The greeting could not be posted, so the next join greets again. */
async function forget({ core, channel }: ChatContext): Promise<ChatResponse> {
  await forgetGreeting(core.database.db, channel);
  return { is: 'nothing' };
}

async function greeting(context: ChatContext, rights: SetupRights): Promise<Reply> {
  const steps = await readChecklist(context, context.channel);
  return reply('👋 Hi, I’m Callboard', {
    blocks: [
      paragraph('I post calls, meetings and recordings here. To start:'),
      checklistBlock(steps, rights.addSource),
    ],
    controls: checklistButtons(steps, rights),
    footnote: ['Type ', code('/callboard'), ' for everything else.'],
  });
}

async function usePreset(id: string | undefined, context: ChatContext): Promise<ChatResponse> {
  const preset = presets.find(each => each.id === id);
  if (!preset) throw new Refusal('That preset is gone. Use /callboard add to create a rule.');
  const added = await addPreset(preset, context);
  const problem = await postingProblemBlocks(context, context.channel);
  const { state, explanation } = (await postTest(context.core, context.channel, preset.sample)) ?? { state: null };
  if (state === 'ignored') return ignoredReply(preset, added, (explanation?.rule?.position ?? 0) + 1);
  return reply(added ? `✓ ${preset.posts} will be posted here` : `${preset.posts} are already posted here`, {
    color: 'green',
    blocks: [bullets(preset.rules.map(describeRule)), ...problem, paragraph(describeTest(state, problem.length > 0))],
    controls: buttons(commandButton('Open rules', 'rules'), commandButton('Open menu', 'menu')),
  });
}

/** An earlier rule ignores the events, so a success message would be wrong. */
function ignoredReply({ rules }: Preset, added: boolean, number: number): ChatResponse {
  return reply(`${added ? 'Added' : 'Already added'}, but rule ${number} ignores these events`, {
    color: 'orange',
    blocks: [bullets(rules.map(describeRule)), paragraph(`Move or delete rule ${number} to post them.`)],
    controls: buttons(commandButton('Open rules', 'rules'), commandButton('Open menu', 'menu')),
  });
}

/** Adds the preset's missing rules. False when the channel has all of them. */
async function addPreset({ rules }: Preset, context: ChatContext): Promise<boolean> {
  const changed = await changeRules(context, context.channel, all => {
    const there = new Set(all.map(rule => formatRule(bodyOf(rule))));
    const missing = rules.filter(rule => !there.has(formatRule(rule)));
    const [first] = missing;
    return first ? { action: 'add rule', after: first, rules: [...all, ...missing] } : null;
  });
  return changed !== null;
}

function describeTest(state: string | null, waits: boolean): string {
  if (state === 'queued' && waits) return 'I’ll post a test message as soon as I can post here.';
  if (state === 'queued') return 'Here’s a test message so you can see how it looks.';
  if (state === 'muted') return 'No test message: this channel is muted.';
  return 'No test message: no rule matched it.';
}
