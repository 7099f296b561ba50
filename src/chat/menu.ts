import { untilTime } from '../messages/local-time.ts';
import { describeRule } from '../operations/describe-rule.ts';
import type { Button } from '../platforms/chat-protocol.ts';
import { findHold } from '../store/deliveries/holds.ts';
import { readChannel } from '../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import { presetButtons } from './greet/greet.ts';
import { buttons, commandButton, numbered, paragraph, reply } from './reply/build-reply.ts';
import { postingProblemBlocks } from './shared/posting-permission.ts';

/** The `menu` command, also for `/callboard` alone: the channel's rules, mute and problems. */
export const menu: ChatCommand = {
  name: 'menu',
  summary: 'Show this channel’s setup',
  usage: 'menu',
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
  const problem = await postingProblemBlocks(context, channel);
  return reply('Callboard in this channel', {
    blocks: [
      rules.length === 0
        ? paragraph('No rules yet, so nothing is posted here. What would you like to see?')
        : numbered(rules.slice(0, mostRules).map(describeRule)),
      ...(rules.length > mostRules ? [paragraph(`+${rules.length - mostRules} more. Open rules to see all.`)] : []),
      ...(isMuted ? [paragraph(['Muted until ', untilTime(mutedUntil), '.'])] : []),
      ...problem,
      // A posting problem is also the reason of the hold, so it is shown once.
      ...(trouble?.held && problem.length === 0 ? [paragraph(`Messages are on hold: ${trouble.held}`)] : []),
    ],
    controls: [...(rules.length === 0 ? presetButtons() : []), ...buttons(...menuButtons(rules.length, isMuted))],
  });
}

/** The buttons that can work: without rules there is nothing to list or mute. */
function menuButtons(rules: number, isMuted: boolean): Button[] {
  return [
    commandButton('Add rule…', 'add', 'primary'),
    ...(rules > 0 ? [commandButton('Open rules', 'rules')] : []),
    commandButton('Open templates', 'templates'),
    commandButton('Show status', 'status'),
    ...(isMuted ? [commandButton('Unmute channel', 'unmute')] : []),
    ...(!isMuted && rules > 0 ? [commandButton('Mute channel', 'mute')] : []),
    commandButton('Show help', 'help'),
  ];
}
