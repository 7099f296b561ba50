/** `mute` and `unmute`: stop posting in a channel for a while. */

import { untilTime } from '../messages/local-time.ts';
import type { ChatResponse } from '../platforms/chat-protocol.ts';
import { describeSubcommand } from '../platforms/slash-command.ts';
import { audit } from '../store/audit-log.ts';
import { muteChannel } from '../store/settings/channels.ts';
import { lockChannel, readChannel } from '../store/settings/rules.ts';
import { readSeconds } from '../util/duration.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import { buttons, code, commandButton, type InlineText, refuse, reply, shortLabel } from './reply/build-reply.ts';

/** Seconds: a year. For longer, people pause the rules. */
const longest = 365 * 86_400;

/** The durations offered, with their labels. */
const choices: Readonly<Record<string, string>> = {
  '30m': '30 minutes',
  '2h': '2 hours',
  '8h': '8 hours',
  '1d': '1 day',
  '7d': '1 week',
};

export const mute: ChatCommand = {
  ...describeSubcommand('mute'),
  needs: 'change',
  run: async (words, context) => (words === '' ? askHowLong(context) : muteFor(words, context)),
  complete: async words =>
    Object.entries(choices)
      .filter(([value]) => value.startsWith(words))
      .map(([value, description]) => ({ label: value, value, description })),
};

export const unmute: ChatCommand = {
  ...describeSubcommand('unmute'),
  needs: 'change',
  run: async (_words, context) => {
    const { mutedUntil } = await readChannel(context.core.database.db, context.channel);
    if (mutedUntil === null || mutedUntil <= Date.now()) return reply('This channel isn’t muted.');
    await setMuted(context, null);
    return reply('✓ Unmuted. The rules apply to new events again.', {
      color: 'green',
      controls: buttons(commandButton('Open menu', 'menu')),
    });
  },
};

async function askHowLong({ core, channel }: ChatContext): Promise<ChatResponse> {
  const { mutedUntil } = await readChannel(core.database.db, channel);
  const isMuted = mutedUntil !== null && mutedUntil > Date.now();
  const offered = Object.entries(choices).map(([value, label]) => commandButton(label, `mute ${value}`));
  return reply(
    isMuted ? ['Muted until ', untilTime(mutedUntil), '. Mute for how long from now?'] : 'Mute for how long?',
    { controls: buttons(...offered) },
  );
}

async function muteFor(words: string, context: ChatContext): Promise<ChatResponse> {
  const seconds = readSeconds(words.replace(/^for\s+/, ''), 'm');
  if (seconds === null || seconds === 0 || seconds > longest) {
    const typedWords = code(shortLabel(words, 40));
    const problem: InlineText =
      seconds === null
        ? ['I don’t understand “', typedWords, '”. Use a duration like 30m, 2h or 7d.']
        : 'Use a duration from 1m to 365d.';
    return refuse(problem, {
      controls: buttons(commandButton('Mute channel', 'mute')),
    });
  }
  const until = Date.now() + seconds * 1000;
  await setMuted(context, until);
  return reply(['✓ Muted until ', untilTime(until), '. Events received while it’s muted are never posted.'], {
    controls: buttons(commandButton('Unmute channel', 'unmute')),
  });
}

async function setMuted({ core, channel, actor, by }: ChatContext, until: number | null): Promise<void> {
  await core.database.db.transaction().execute(async tx => {
    await lockChannel(tx, channel);
    await muteChannel(tx, channel, until);
    const detail = { name: by.name, ...(until !== null && { until: new Date(until).toISOString() }) };
    await audit(tx, { actor, action: until === null ? 'unmute' : 'mute', target: channel, detail }, Date.now());
  });
}
