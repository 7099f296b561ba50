/** Commands about one rule, by its number: `edit`, `move`, `pause`, `resume`, `copy` and `delete`. */
import type { ChatResponse, Choice } from '../../platforms/chat-protocol.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { editRule } from './add-command.ts';
import { askForRule, type RuleVerb } from './ask-for-rule.ts';
import { moveRule, setPaused } from './change-one-rule.ts';
import { completeTarget, copyRule, findTarget, offerChannels } from './copy-rule.ts';
import { deleteRule } from './delete-rule.ts';
import { completeAmong, completeNumber, findByNumber, findPosition } from './find-rule.ts';
import { offerPlaces } from './rules-command.ts';

type UseRule = (rule: Rule, context: ChatContext) => ChatResponse | Promise<ChatResponse>;

/** Creates a command that takes a rule's number, and asks for it when it is missing. */
function numberCommand(name: RuleVerb, use: UseRule, complete = completeNumber): ChatCommand {
  return {
    ...describeSubcommand(name),
    needs: 'change',
    run: async (words, context) =>
      words === '' ? askForRule(name, context) : use(await findByNumber(words, context), context),
    complete,
  };
}

export const edit = numberCommand('edit', (rule, context) => editRule(context, rule));

export const deleteCommand = numberCommand('delete', (rule, context) => deleteRule(context, rule.id));

export const pause = numberCommand(
  'pause',
  (rule, context) => setPaused(rule.id, context, true),
  (words, context) => completeWhere(words, context, rule => rule.paused !== true),
);

export const resume = numberCommand(
  'resume',
  (rule, context) => setPaused(rule.id, context, false),
  (words, context) => completeWhere(words, context, rule => rule.paused === true),
);

export const move = withTarget(numberCommand('move', offerPlaces), {
  async use(rule, context, target) {
    const position = await findPosition(target, context);
    return moveRule(rule.id, context, () => position - 1);
  },
  complete: completeNumber,
});

export const copy = withTarget(
  numberCommand('copy', (rule, context) => offerChannels(context, rule)),
  {
    use: async (rule, context, target) => copyRule(context, rule, await findTarget(target, rule, context)),
    complete: completeTarget,
  },
);

/** The second word of a command. */
interface Target {
  use(rule: Rule, context: ChatContext, target: string): Promise<ChatResponse>;
  complete(typed: string, context: ChatContext): Promise<readonly Choice[]>;
}

/** Adds a second word to a command, `move 5 1` or `move 5 to 1`. */
function withTarget(command: ChatCommand, { use, complete }: Target): ChatCommand {
  return {
    ...command,
    async run(words, context) {
      const [, number = '', target] = /^(\S+)\s+(?:to\s+)?(.+)$/is.exec(words) ?? [];
      if (target === undefined) return command.run(words, context);
      return use(await findByNumber(number, context), context, target);
    },
    async complete(words, context) {
      const [, before, typed = ''] = /^(\S+\s+)(.*)$/s.exec(words) ?? [];
      if (before === undefined) return completeNumber(words, context);
      const choices = await complete(typed, context);
      return choices.map(choice => ({ ...choice, label: before + choice.label, value: before + choice.value }));
    },
  };
}

async function completeWhere(words: string, { core, channel }: ChatContext, fits: (rule: Rule) => boolean) {
  const { rules } = await readChannel(core.database.db, channel);
  return completeAmong(rules.filter(fits), words);
}
