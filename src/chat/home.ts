/** Slack's App Home: the workspace's channels with their health, and the menu of each. */

import { untilTime } from '../messages/local-time.ts';
import { encodeActionId, writeAction } from '../platforms/action-id.ts';
import type { ChatResponse, ControlRow } from '../platforms/chat-protocol.ts';
import { type ChannelStats, readChannelStats } from '../store/deliveries/channel-stats.ts';
import { listWaiting } from '../store/deliveries/waiting.ts';
import { listGreeted } from '../store/settings/greetings.ts';
import { counted } from '../util/plural.ts';
import type { ChatContext } from './command.ts';
import { type Checklist, checklistBlock, isUnfinished, readChecklist } from './greet/checklist.ts';
import { elsewhere, whyNot } from './permissions.ts';
import {
  bold,
  bullets,
  button,
  buttons,
  code,
  type InlineText,
  inlines,
  paragraph,
  reply,
  shortLabel,
} from './reply/build-reply.ts';
import { pageOf } from './reply/paginate.ts';
import { channelId, channelName, channelsWithPermission, type NamedChannel } from './shared/channel-names.ts';
import { showIn } from './state/answer-actions.ts';

/** Channels on one page: a select has at most 25 choices. */
const onPage = 25;

type Known = NamedChannel & ChannelStats;

/** Lists the channels that have rules and that the person is in. `page` counts from 0. */
export async function showHome(context: Omit<ChatContext, 'channel'>, page = 0): Promise<ChatResponse> {
  const all = await readKnown(context);
  if (all.length === 0) return showFirstSteps(context);
  const action = (to: number) => writeAction('home.page', String(to));
  const { shown, where, pageButtons } = pageOf(all, { page, size: onPage, what: 'Channels', action });
  const choices = shown.map(({ name, address }) => ({ label: shortLabel(name), value: channelId(address) }));
  const steps = await readChecklist(context, ...all.map(({ address }) => address));
  const mayAddSource = await mayAddSourceHere(context);
  return reply('Your channels', {
    blocks: [
      ...(isUnfinished(steps)
        ? [paragraph('To start:'), checklistBlock(steps, mayAddSource), paragraph('Select a channel to open its menu.')]
        : []),
      bullets(shown.map(describe)),
      ...where,
    ],
    controls: [
      ...addSourceButton(steps, mayAddSource),
      { is: 'select', placeholder: 'Select a channel', action: writeAction('home.open'), choices },
      ...pageButtons,
    ],
    replaces: true,
  });
}

/** Adds a source from the App Home, for the whole workspace. */
const addSource = encodeActionId({ is: 'run', words: 'source add', shown: { is: 'home', channel: '' } });

async function mayAddSourceHere(context: Omit<ChatContext, 'channel'>): Promise<boolean> {
  return (await whyNot('manage', elsewhere(context, `${context.workspace}/`))) === null;
}

function addSourceButton({ connected }: Checklist, mayAddSource: boolean): ControlRow[] {
  return !connected && mayAddSource ? buttons(button('Add source…', addSource, 'primary')) : [];
}

/** The checklist while no channel has rules. Channels that greeted the bot can be opened; others need an invite first. */
async function showFirstSteps(context: Omit<ChatContext, 'channel'>): Promise<ChatResponse> {
  const greeted = await listGreeted(context.core.database.db, context.workspace);
  const channels = (await channelsWithPermission('see', context, greeted)).slice(0, onPage);
  const steps = await readChecklist(context);
  const mayAddSource = await mayAddSourceHere(context);
  const choices = channels.map(({ name, address }) => ({ label: shortLabel(name), value: channelId(address) }));
  return reply('Callboard', {
    blocks: [
      paragraph('No channels set up yet. To start:'),
      checklistBlock(steps, mayAddSource, choices.length > 0 ? ': select a channel below' : ' in a channel'),
      paragraph([
        'To add me to a channel, run ',
        code('/invite @Callboard'),
        ' there. Then type ',
        code('/callboard'),
        '.',
      ]),
    ],
    controls: [
      ...addSourceButton(steps, mayAddSource),
      ...(choices.length > 0
        ? [{ is: 'select' as const, placeholder: 'Select a channel', action: writeAction('home.open'), choices }]
        : []),
    ],
    replaces: true,
  });
}

/** Channels whose messages fail or are on hold first, then by name. */
async function readKnown(context: Omit<ChatContext, 'channel'>): Promise<Known[]> {
  const health = await readChannelStats(context.core.database.db, context.workspace);
  const named = await channelsWithPermission('see', context, [...health.keys()]);
  const known = named.flatMap(channel => {
    const its = health.get(channel.address);
    return its ? [{ ...channel, ...its }] : [];
  });
  return [...known.filter(isInTrouble), ...known.filter(one => !isInTrouble(one))];
}

const isInTrouble = ({ held, failed }: ChannelStats) => held !== null || failed > 0;

function describe({ name, rules, mutedUntil, held, waiting, failed }: Known): InlineText {
  const isMuted = mutedUntil !== null && mutedUntil > Date.now();
  return [
    bold(name),
    `: ${counted(rules, 'rule')}`,
    ...(isMuted ? [', muted until ', untilTime(mutedUntil)] : []),
    ...listWaiting(waiting, 'message').map(part => `, ${part}`),
    ...(failed > 0 ? [`, ${counted(failed, 'message')} failed`] : []),
    ...(held === null ? [] : [`${waiting['on-hold'] ? '' : ', on hold'}: ${shortLabel(held, 200)}`]),
  ];
}

/**
 * Makes an answer about a channel usable in the App Home: its controls carry the channel, and its footnote names it. An
 * answer about the workspace has no channel.
 */
export async function answerAtHome(answer: ChatResponse, context: ChatContext): Promise<ChatResponse> {
  const channel = channelId(context.channel);
  const found = showIn({ is: 'home', channel }, answer);
  if (found.is !== 'reply' || channel === '') return found;
  const { footnote, ...message } = found.message;
  const where = inlines([`In ${await channelName(context, context.channel)}.`, ...(footnote.length > 0 ? [' '] : [])]);
  return { ...found, message: { ...message, footnote: [...where, ...footnote] } };
}
