/** The checklist of a first setup: connect a source, choose what to post, send a test. */
import type { Block } from '../../messages/message.ts';
import type { ControlRow } from '../../platforms/chat-protocol.ts';
import { providers } from '../../sources/providers/index.ts';
import { hasMessages } from '../../store/deliveries/channel-stats.ts';
import { readChannel } from '../../store/settings/rules.ts';
import { readAccess } from '../../store/settings/workspaces.ts';
import { readSourceStats } from '../../store/sources/source-stats.ts';
import { listOr } from '../../util/lists.ts';
import type { ChatContext } from '../command.ts';
import { describeEditors, isConsole, whyNotIfKnown } from '../permissions.ts';
import { bold, buttons, commandButton, type InlineText, numbered } from '../reply/build-reply.ts';
import { readHiddenSources } from '../sources/source-visibility.ts';
import { presetButtons } from './presets.ts';

/** The steps that are done. */
export interface Checklist {
  /** A source that this workspace sees accepts webhooks. */
  connected: boolean;
  /** Such a source has received a real webhook. */
  received: boolean;
  /** A channel has a rule. */
  chosen: boolean;
  /** A test or another message was posted in a channel. */
  posted: boolean;
}

/** A person's permissions for the steps. Buttons for anything else aren't drawn. */
export interface SetupRights {
  /** They may add a source. */
  addSource: boolean;
  /** Null if they may edit the channel's rules, otherwise the reason. */
  whyNotEdit: string | null;
}

/** Reads which steps are done, in any of these channels. */
export async function readChecklist(
  context: Pick<ChatContext, 'core' | 'workspace' | 'receiving'>,
  ...channels: readonly string[]
): Promise<Checklist> {
  const { db } = context.core.database;
  const hidden = await readHiddenSources(context);
  const { sources } = await context.receiving();
  const visible = new Set(sources.map(({ name }) => name).filter(name => !hidden.includes(name)));
  const stats = await readSourceStats(db, Date.now());
  return {
    connected: visible.size > 0,
    received: stats.some(({ source }) => visible.has(source)),
    chosen: await isTrueOfAny(channels, async channel => (await readChannel(db, channel)).rules.length > 0),
    posted: await isTrueOfAny(channels, channel => hasMessages(db, channel)),
  };
}

async function isTrueOfAny(channels: readonly string[], isTrue: (channel: string) => Promise<boolean>) {
  for (const channel of channels) if (await isTrue(channel)) return true;
  return false;
}

/** Reads the person's permissions in the channel of their request. */
export async function readSetupRights(context: ChatContext): Promise<SetupRights> {
  return {
    addSource: (await whyNotIfKnown('manage', context)) === null,
    whyNotEdit: await whyNotIfKnown('change', context),
  };
}

/**
 * Reads the permissions that all members of the channel have, for a message that everyone sees. Adding a source always
 * needs more.
 */
export async function readSharedRights(context: ChatContext): Promise<SetupRights> {
  const { core, workspace } = context;
  if (isConsole(workspace)) return readSetupRights(context);
  const access = await readAccess(core.database.db, workspace);
  return { addSource: false, whyNotEdit: access.who === 'members' ? null : describeEditors(access, workspace) };
}

/** Whether a step is open. */
export const isUnfinished = ({ connected, chosen, posted }: Checklist) => !(connected && chosen && posted);

/** The steps as a numbered list, with a check mark on each that is done. `choose` follows the second step while it is open. */
export function checklistBlock(steps: Checklist, mayAddSource: boolean, choose = ''): Block {
  return numbered([
    step('Connect a source', steps.connected, {
      open: mayAddSource ? ` (${providerTitles})` : ': ask an admin to add one',
      done: steps.received ? '' : ' (waiting for the first webhook)',
    }),
    step('Choose what to post', steps.chosen, { open: choose }),
    step('Send a test', steps.posted, { open: steps.chosen ? '' : ' (after you choose)' }),
  ]);
}

const providerTitles = listOr(Object.values(providers).map(({ title }) => title));

function step(name: string, isDone: boolean, { open, done = '' }: { open: string; done?: string }): InlineText {
  return isDone ? [`✓ ${name}${done}`] : [bold(name), open];
}

/** The buttons of the open steps that this person may take. A test needs a rule. */
export function checklistButtons(
  { connected, chosen, posted }: Checklist,
  { addSource, whyNotEdit }: SetupRights,
): ControlRow[] {
  const mayEdit = whyNotEdit === null;
  return [
    ...(!connected && addSource ? buttons(commandButton('Add source…', 'source add', 'primary')) : []),
    ...(!chosen && mayEdit ? buttons(...presetButtons(), commandButton('Add rule…', 'add')) : []),
    ...(chosen && !posted && mayEdit ? buttons(commandButton('Send test', 'test', 'primary')) : []),
  ];
}
