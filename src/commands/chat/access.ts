/** `access`: who may change rules and templates in a workspace. Everybody sees it, admins change it. */
import type { Answer } from '../../platforms/chat.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { audit } from '../../store/audit.ts';
import { type Access, readAccess, saveAccess } from '../../store/workspaces.ts';
import { nearest } from '../../suggest.ts';
import type { ChatCommand, Context } from './command.ts';
import { buttons, code, paragraph, Refusal, reply, short, typed, type Words } from './say.ts';

export const access: ChatCommand = {
  name: 'access',
  summary: 'Says who may change rules and templates here; admins change it.',
  usage: 'access [members | managers | <people>]',
  needs: words => (words === '' ? 'see' : 'manage'),
  run: async (words, context) => (words === '' ? show(context) : change(words, context)),
  complete: async words =>
    ['members', 'managers'].filter(one => one.startsWith(words)).map(label => ({ label, value: label })),
};

async function show({ core, workspace }: Context): Promise<Answer> {
  const now = await readAccess(core.database.db, workspace);
  return reply(accessWords(now, workspace), {
    blocks: [paragraph(['An admin names people with ', code(`/callboard access ${example(workspace)}`), '.'])],
    controls: buttons(typed('Members', 'access members'), typed('Managers', 'access managers')),
  });
}

async function change(words: string, context: Context): Promise<Answer> {
  const { core, workspace, actor, by } = context;
  const now = readWords(words, workspace);
  await core.database.db.transaction().execute(async tx => {
    const before = await readAccess(tx, workspace);
    await saveAccess(tx, workspace, now);
    const detail = { name: by.name, before, after: now };
    await audit(tx, { actor, action: 'set access', target: workspace, detail }, Date.now());
  });
  return reply(accessWords(now, workspace), { color: 'green' });
}

/** Throws a Refusal for what names nobody. */
function readWords(words: string, workspace: string): Access {
  if (words === 'members' || words === 'managers') return { who: words };
  const people = words.split(/[\s,]+/).map(word => /^<@!?(\w+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word);
  const wrong = people.find(id => !/^(?:[UW][A-Z0-9]{4,}|\d{15,20})$/.test(id));
  if (wrong === undefined) return { who: 'named', people: [...new Set(people)] };
  const meant = nearest(wrong, ['members', 'managers']);
  const hint = meant ? `Did you mean ${meant}?` : `Write members, managers, or people as ${example(workspace)}.`;
  throw new Refusal(`${short(wrong, 40)} names nobody. ${hint}`);
}

function accessWords(now: Access, workspace: string): Words {
  switch (now.who) {
    case 'members':
      return splitAddress(workspace).platform === 'discord'
        ? "Whoever may use /callboard may change rules and templates: the server's settings say who."
        : 'Everybody in a channel may change its rules and templates.';
    case 'managers':
      return 'Only who manages a channel may change its rules and templates.';
    case 'named':
      return ['Only these people may change rules and templates, and admins: ', code(now.people.join(' ')), '.'];
  }
}

function example(workspace: string): string {
  return splitAddress(workspace).platform === 'discord' ? '<@100000000000000000>' : '<@U0123>';
}
