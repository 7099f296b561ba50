/** `mute` and `unmute`: a channel that is told nothing for a while. */
import type { Answer } from '../../platforms/chat.ts';
import { audit } from '../../store/audit.ts';
import { muteChannel } from '../../store/channels.ts';
import { holdChannel, readChannel } from '../../store/rules.ts';
import type { ChatCommand, Context } from './command.ts';
import { readSeconds } from './duration.ts';
import { momentWords } from './moment.ts';
import { buttons, code, refuse, reply, short, typed } from './say.ts';

/** Seconds: a year. Whoever wants more quiet than that pauses the rules. */
const longest = 365 * 86_400;

/** On offer. */
const lengths = ['30m', '2h', '8h', '1d', '7d'];

export const mute: ChatCommand = {
  name: 'mute',
  summary: 'Posts nothing here for a while; what came meanwhile is not told later.',
  usage: 'mute <how long>',
  needs: 'change',
  run: async (words, context) => (words === '' ? askHowLong() : muteFor(words, context)),
  complete: async words => lengths.filter(one => one.startsWith(words)).map(label => ({ label, value: label })),
};

export const unmute: ChatCommand = {
  name: 'unmute',
  summary: 'Posts here again.',
  usage: 'unmute',
  needs: 'change',
  run: async (_words, context) => {
    const { mutedUntil } = await readChannel(context.core.database.db, context.channel);
    if (mutedUntil === null || mutedUntil <= Date.now()) return reply('This channel is not muted.');
    await setMuted(context, null);
    return reply('Messages are posted here again.', { color: 'green', controls: buttons(typed('Menu', 'menu')) });
  },
};

function askHowLong(): Answer {
  const choices = lengths.map(length => typed(length, `mute ${length}`));
  return reply('For how long should nothing be posted here?', { controls: buttons(...choices) });
}

async function muteFor(words: string, context: Context): Promise<Answer> {
  const seconds = readSeconds(words.replace(/^for\s+/, ''), 'm');
  if (seconds === null || seconds === 0 || seconds > longest) {
    return refuse(['How long is ', code(short(words, 40)), '? Write it as 30m, 2h or 7d, a year at most.'], {
      controls: buttons(typed('Mute…', 'mute')),
    });
  }
  const until = Date.now() + seconds * 1000;
  await setMuted(context, until);
  return reply(['Nothing is posted here until ', momentWords(until), '. What comes meanwhile is not told later.'], {
    controls: buttons(typed('Unmute', 'unmute')),
  });
}

async function setMuted({ core, channel, actor, by }: Context, until: number | null): Promise<void> {
  await core.database.db.transaction().execute(async tx => {
    await holdChannel(tx, channel);
    await muteChannel(tx, channel, until);
    const detail = { name: by.name, ...(until !== null && { until: new Date(until).toISOString() }) };
    await audit(tx, { actor, action: until === null ? 'unmute' : 'mute', target: channel, detail }, Date.now());
  });
}
