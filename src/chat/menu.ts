import { untilTime } from '../messages/local-time.ts';
import type { ActionButton } from '../messages/message.ts';
import { describeRule } from '../operations/describe-rule.ts';
import { describeSubcommand } from '../platforms/slash-command.ts';
import { findHold } from '../store/deliveries/holds.ts';
import { readChannel } from '../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import { checklistBlock, checklistButtons, isUnfinished, readChecklist, readSetupRights } from './greet/checklist.ts';
import { whyNotIfKnown } from './permissions.ts';
import { bold, buttons, code, commandButton, numbered, paragraph, reply } from './reply/build-reply.ts';
import { findPostingProblemIn } from './shared/posting-permission.ts';

/** The `menu` command, also for `/callboard` alone: the channel's rules, mute and problems. */
export const menu: ChatCommand = {
  ...describeSubcommand('menu'),
  needs: 'see',
  run: (_words, context) => showMenu(context),
};

/** Rules shown in the menu; the paginated list shows all. */
const mostRules = 10;

async function showMenu(context: ChatContext) {
  const { core, channel } = context;
  const { db } = core.database;
  const { rules, mutedUntil } = await readChannel(db, channel);
  const isMuted = mutedUntil !== null && mutedUntil > Date.now();
  const trouble = await findHold(db, channel);
  const problem = await findPostingProblemIn(context, channel);
  const steps = await readChecklist(context, channel);
  const rights = await readSetupRights(context);
  const { whyNotEdit } = rights;
  // The posting problem can be the reason itself, and says how to invite the bot.
  const showsReason = whyNotEdit !== null && !problem;
  const closed = await isClosed(context);
  // A new rule has no effect where no one can post.
  const canBeSetUp = !problem?.permanent && !problem?.archived;
  return reply('Callboard in this channel', {
    blocks: [
      ...(problem ? [paragraph([bold(problem.text)])] : []),
      ...(closed ? [paragraph(['Then type ', code('/callboard'), ' again.'])] : []),
      rules.length === 0
        ? paragraph('No rules yet, so nothing is posted here.')
        : numbered(rules.slice(0, mostRules).map(describeRule)),
      ...(rules.length > mostRules ? [paragraph(`+${rules.length - mostRules} more. Open rules to see all.`)] : []),
      ...(isUnfinished(steps) && canBeSetUp ? [paragraph('To start:'), checklistBlock(steps, rights.addSource)] : []),
      ...(showsReason ? [paragraph(whyNotEdit)] : []),
      ...(isMuted ? [paragraph(['Muted until ', untilTime(mutedUntil), '.'])] : []),
      // A posting problem is also the reason of the hold, so it is shown once.
      ...(trouble?.held && !problem ? [paragraph(`Messages are on hold: ${trouble.held}`)] : []),
    ],
    controls: closed
      ? []
      : [
          ...(canBeSetUp ? checklistButtons(steps, rights) : []),
          ...buttons(
            ...menuButtons({ hasRules: rules.length > 0, isMuted, mayEdit: whyNotEdit === null && canBeSetUp }),
          ),
        ],
  });
}

/**
 * Whether a press here would be refused, whatever the button: in a private Slack channel without the bot, Callboard can't
 * check who is in it.
 */
async function isClosed(context: ChatContext): Promise<boolean> {
  return (await whyNotIfKnown('see', { there: 'shown', ...context })) !== null;
}

interface MenuState {
  hasRules: boolean;
  isMuted: boolean;
  mayEdit: boolean;
}

/** The buttons that can work: without rules there is nothing to list or mute, and the checklist adds the first rule. */
function menuButtons({ hasRules, isMuted, mayEdit }: MenuState): ActionButton[] {
  return [
    ...(hasRules && mayEdit ? [commandButton('Add rule…', 'add', 'primary')] : []),
    ...(hasRules ? [commandButton('Open rules', 'rules')] : []),
    commandButton('Open templates', 'templates'),
    commandButton('Show status', 'status'),
    ...(hasRules ? [commandButton('Why?', 'why')] : []),
    ...(isMuted && mayEdit ? [commandButton('Unmute channel', 'unmute')] : []),
    ...(!isMuted && hasRules && mayEdit ? [commandButton('Mute channel', 'mute')] : []),
    commandButton('Show help', 'help'),
  ];
}
