/** Greets a channel once, when the bot joins it, with buttons that add the first rules. */

import { formatRule } from '../../callboard-yaml/print-file.ts';
import { describeRule } from '../../operations/describe-rule.ts';
import { postTest } from '../../operations/post-test.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Button, ChatResponse, ControlRow } from '../../platforms/chat-protocol.ts';
import { forgetGreeting, greetOnce } from '../../store/settings/greetings.ts';
import { bodyOf, readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { bullets, button, buttons, code, commandButton, paragraph, Refusal, reply } from '../reply/build-reply.ts';
import { openNew } from '../rules/add-command.ts';
import { changeRules } from '../rules/edit-rules.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import { type Preset, presets } from './presets.ts';

export const greet: ChatCommand = {
  name: 'greet',
  summary: 'Introduce Callboard',
  usage: 'greet',
  needs: 'see',
  run: async () => greeting(),
  actions: {
    joined: { needs: 'see', run: (_pressed, context) => join(context) },
    forget: { needs: 'see', run: (_pressed, context) => forget(context) },
    use: { needs: 'change', run: ({ args: [id] }, context) => usePreset(id, context) },
    choose: { needs: 'change', run: (_pressed, context) => openNew(context) },
  },
};

/** No greeting for a channel that has rules or was greeted before. */
async function join({ core, channel }: ChatContext): Promise<ChatResponse> {
  const { db } = core.database;
  const { rules } = await readChannel(db, channel);
  if (rules.length > 0 || !(await greetOnce(db, channel, Date.now()))) return { is: 'nothing' };
  return { ...greeting(), public: true };
}

/** The greeting could not be posted, so the next join greets again. */
async function forget({ core, channel }: ChatContext): Promise<ChatResponse> {
  await forgetGreeting(core.database.db, channel);
  return { is: 'nothing' };
}

function greeting() {
  return reply('👋 Hi, I’m Callboard', {
    blocks: [paragraph('I post calls, meetings and recordings here. What would you like to see?')],
    controls: buttons(...presetRow(), button('Add rule…', writeAction('greet.choose'))),
    footnote: ['Type ', code('/callboard'), ' for everything else.'],
  });
}

/** A row of buttons, one for each preset. */
export const presetButtons = (): ControlRow[] => buttons(...presetRow());

function presetRow(): Button[] {
  return presets.map(({ id, label }) => button(label, writeAction('greet.use', id)));
}

async function usePreset(id: string | undefined, context: ChatContext): Promise<ChatResponse> {
  const preset = presets.find(each => each.id === id);
  if (!preset) throw new Refusal('That preset is gone. Use /callboard add to create a rule.');
  const added = await addPreset(preset, context);
  const problem = await postingProblemBlocks(context, context.channel);
  const { state } = (await postTest(context.core, context.channel, preset.sample)) ?? { state: null };
  return reply(added ? `✓ ${preset.posts} will be posted here` : `${preset.posts} are already posted here`, {
    color: 'green',
    blocks: [bullets(preset.rules.map(describeRule)), ...problem, paragraph(describeTest(state, problem.length > 0))],
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
  return 'No test message: an earlier rule ignores it.';
}
