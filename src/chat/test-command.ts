/** `test`: posts a test message in this channel, using its real rules. */

import { nearest } from '../did-you-mean.ts';
import { untilTime } from '../messages/local-time.ts';
import type { Block } from '../messages/message.ts';
import { type PostedTest, postTest } from '../operations/post-test.ts';
import { ruleCheckBlocks } from '../operations/why/describe-why.ts';
import { listChecks } from '../operations/why/why-report.ts';
import { writeAction } from '../platforms/action-id.ts';
import type { ChatResponse, Choice, Reply } from '../platforms/chat-protocol.ts';
import { describeSubcommand } from '../platforms/slash-command.ts';
import { matchesType, patternsOf } from '../rules/glob.ts';
import { providers, triggerMeaning } from '../sources/providers/index.ts';
import type { Provider } from '../sources/source.ts';
import { readChannel } from '../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import {
  button,
  buttons,
  code,
  commandButton,
  type InlineText,
  paragraph,
  refuse,
  reply,
  shortLabel,
} from './reply/build-reply.ts';
import { postingProblemBlocks } from './shared/posting-permission.ts';

/** Every trigger and its event type. */
const triggers: ReadonlyMap<string, string> = new Map(
  Object.values<Provider>(providers).flatMap(provider => Object.entries(provider.triggers)),
);

export const test: ChatCommand = {
  ...describeSubcommand('test'),
  needs: 'change',
  run: async (words, context) => (words === '' ? chooseTrigger(context) : send(words, context)),
  actions: {
    trigger: { needs: 'change', run: async ({ args, chosen }, context) => send(chosen[0] ?? args[0] ?? '', context) },
  },
  async complete(words) {
    const begun = [...triggers].filter(([trigger, type]) => trigger.includes(words) || type.includes(words));
    return begun.map(([trigger]) => triggerChoice(trigger));
  },
};

/** Every trigger's meaning. */
const meanings: ReadonlyMap<string, string> = new Map(
  Object.values<Provider>(providers).flatMap(provider =>
    Object.keys(provider.triggers).map(trigger => [trigger, triggerMeaning(provider, trigger)] as const),
  ),
);

const triggerChoice = (trigger: string): Choice => ({
  label: shortLabel(trigger),
  value: shortLabel(trigger),
  description: shortLabel(meanings.get(trigger) ?? trigger),
});

/** A choice of a menu, by meaning. */
const meaningChoice = (trigger: string): Choice => {
  const { description = trigger, value } = triggerChoice(trigger);
  return { label: description, value, description: value };
};

/** Offers the triggers of all providers, first those that a rule here matches. */
async function chooseTrigger({ core, channel }: ChatContext): Promise<Reply> {
  const { rules } = await readChannel(core.database.db, channel);
  const isNamed = (type: string) => rules.some(rule => matchesType(patternsOf(rule), type));
  const all = [...triggers];
  const ordered = [...all.filter(([, type]) => isNamed(type)), ...all.filter(([, type]) => !isNamed(type))];
  const choices = ordered.slice(0, 25).map(([trigger]) => meaningChoice(trigger));
  return reply('Which event should I test?', {
    blocks: [
      paragraph([
        'I’ll post the test only in this channel, and only if a rule matches. For more events, type ',
        code('/callboard test <event>'),
        '.',
      ]),
    ],
    controls: [{ is: 'select', placeholder: 'Select an event', action: writeAction('test.trigger'), choices }],
  });
}

/** Posts a test message for a trigger (`call_unanswered`) or an event type (`call.missed`). */
async function send(words: string, context: ChatContext): Promise<ChatResponse> {
  const { core, channel } = context;
  const trigger = [...triggers].find(each => each.includes(words))?.[0];
  const sampled = trigger === undefined ? null : await postTest(core, channel, trigger);
  if (!sampled) return suggestTrigger(words);
  const { mutedUntil } = await readChannel(core.database.db, channel);
  return showOutcome(sampled, await postingProblemBlocks(context, channel), mutedUntil);
}

/** `problem` is the paragraph with the reason why the bot can't post here, if there is one. */
function showOutcome(
  { event, explanation, state }: PostedTest,
  problem: readonly Block[],
  mutedUntil: number | null,
): Reply {
  const what: InlineText = ['test message for ', code(event.type)];
  const controls = buttons(
    commandButton('Why?', `why ${event.id}`),
    button('Send again', writeAction('test.trigger', event.trigger)),
    commandButton('Open rules', 'rules'),
  );
  switch (state) {
    case 'queued':
      if (problem.length > 0) {
        return refuse(['I’ll post the ', ...what, ' as soon as I can post here'], {
          blocks: [...problem, ...ruleCheckBlocks(listChecks(explanation))],
          controls,
        });
      }
      return reply(['Posting a ', ...what], {
        color: 'green',
        blocks: [...ruleCheckBlocks(listChecks(explanation))],
        controls,
      });
    case 'muted':
      return refuse('Not posted: this channel is muted', {
        controls: buttons(commandButton('Unmute channel', 'unmute')),
      });
    case 'ignored':
      return refuse([`Not posted: rule ${(explanation.rule?.position ?? 0) + 1} ignores `, code(event.type)], {
        blocks: [...ruleCheckBlocks(listChecks(explanation))],
        controls,
      });
    case null:
      return noRule({ event, explanation, state }, mutedUntil);
  }
}

function noRule({ event, explanation }: PostedTest, mutedUntil: number | null): Reply {
  const muted =
    mutedUntil !== null && mutedUntil > Date.now()
      ? [paragraph(['This channel is also muted until ', untilTime(mutedUntil), '.'])]
      : [];
  const add = commandButton('Add rule', `add ${event.type}`, 'primary');
  if (explanation.steps.length === 0) {
    return refuse('Not posted: this channel has no rules yet', { blocks: muted, controls: buttons(add) });
  }
  return refuse(['Not posted: no rule matches ', code(event.type)], {
    blocks: [...muted, ...ruleCheckBlocks(listChecks(explanation))],
    controls: buttons(add, commandButton('Open rules', 'rules')),
  });
}

function suggestTrigger(words: string): Reply {
  const meant = nearest(words, [...triggers.keys(), ...triggers.values()]);
  const none: InlineText = ['Unknown event “', code(shortLabel(words)), '”'];
  if (meant === null) return refuse([...none, '.'], { controls: buttons(commandButton('List tests', 'test')) });
  return refuse([...none, '. Did you mean ', code(meant), '?'], {
    controls: buttons(
      commandButton(shortLabel(`Test ${meant}`), `test ${meant}`, 'primary'),
      commandButton('List tests', 'test'),
    ),
  });
}
