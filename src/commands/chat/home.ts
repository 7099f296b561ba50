/** The App Home: the workspace's channels, how they are, and each one's menu, with no channel around it. */
import type { Answer } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { findTrouble } from '../../store/lanes.ts';
import { listAddresses, readChannel } from '../../store/rules.ts';
import type { Context } from './command.ts';
import { mapActions } from './controls.ts';
import { momentWords } from './moment.ts';
import { bold, bullets, code, paragraph, reply, short, type Words } from './say.ts';

/** A choice has 25 at most. */
const most = 25;

export async function showHome({ core, workspace, by, belongs }: Omit<Context, 'channel'>): Promise<Answer> {
  const { db } = core.database;
  const known = (await listAddresses(db, workspace)).slice(0, 100);
  const theirs = await Promise.all(known.map(address => belongs(by.id, address)));
  const channels = known.filter((_, at) => theirs[at]);
  if (channels.length === 0) {
    return reply('Callboard', {
      blocks: [
        paragraph('No channel that you are in has rules yet.'),
        paragraph(['Invite the bot to a channel, or type ', code('/callboard'), ' there.']),
      ],
    });
  }
  return reply('Callboard in this workspace', {
    blocks: [bullets(await Promise.all(channels.map(address => describe(core, address))))],
    controls: [
      {
        is: 'select',
        placeholder: 'Open a channel…',
        action: 'home.open',
        choices: channels.slice(0, most).map(address => ({ label: short(nameOf(address)), value: nameOf(address) })),
      },
    ],
  });
}

async function describe({ database: { db } }: Context['core'], address: string): Promise<Words> {
  const { rules, mutedUntil } = await readChannel(db, address);
  const trouble = await findTrouble(db, address);
  return [
    bold(nameOf(address)),
    `: ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`,
    ...(mutedUntil !== null && mutedUntil > Date.now() ? [', muted until ', momentWords(mutedUntil)] : []),
    ...(trouble?.held ? [`, messages wait: ${trouble.held}`] : []),
  ];
}

/** The same answer with controls that find back to this channel: `C0456` of its workspace. */
export function answerAtHome(answer: Answer, channel: string): Answer {
  return mapActions(answer, action => writeAction('home.in', channel, action));
}

function nameOf(address: string): string {
  const { place } = splitAddress(address);
  return place.slice(place.indexOf('/') + 1);
}
