/** `source`: where webhooks come in. */
import type { Answer } from '../../platforms/chat.ts';
import { findProvider, providers } from '../../sources/index.ts';
import { nearest } from '../../suggest.ts';
import type { ChatCommand, Context } from './command.ts';
import { bullets, buttons, code, paragraph, Refusal, refuse, reply, short, typed } from './say.ts';
import { sourceLines } from './source-health.ts';
import { sourcesSeen } from './source-names.ts';
import { add, addForm, askToRemove, create, drop, renewAsAnswered, rotate } from './source-setup.ts';

const verbs = ['list', 'add', 'rotate', 'remove'];

export const source: ChatCommand = {
  name: 'source',
  summary: 'Shows where webhooks come in; admins add, rotate and remove sources.',
  usage: 'source list|add|rotate|remove [name]',
  need: 'see',
  run,
  actions: {
    drop: { need: 'admin', run: async ({ about: [name = ''] }, context) => drop(name, context) },
  },
  forms: {
    create: { need: 'admin', run: create },
    renew: { need: 'admin', run: renewAsAnswered },
  },
  async complete(words, context) {
    const [verb = '', name] = words.trimStart().split(/\s+/);
    if (name === undefined) return verbs.filter(one => one.startsWith(verb)).map(one => choice(one));
    const names = verb === 'add' ? Object.keys(providers) : (await sourcesSeen(context)).map(one => one.name);
    return verb === 'list' ? [] : names.filter(one => one.startsWith(name)).map(one => choice(`${verb} ${one}`));
  },
};

const choice = (words: string) => ({ label: short(words), value: short(`source ${words}`) });

async function run(words: string, context: Context): Promise<Answer> {
  const [verb = '', first = '', second = ''] = words.split(/\s+/);
  switch (verb) {
    case '':
    case 'list':
      return list(context);
    case 'add':
      demandAdmin(context);
      return addTyped(first, second, context);
    case 'rotate':
      demandAdmin(context);
      return first === '' ? chooseFor('rotate', context) : rotate(first, context);
    case 'remove':
      demandAdmin(context);
      return first === '' ? chooseFor('remove', context) : askToRemove(first, context);
    default:
      return suggest(verb);
  }
}

function demandAdmin({ by }: Context): void {
  if (!by.admin) throw new Refusal('Only admins of the workspace may change its sources.');
}

async function list(context: Context): Promise<Answer> {
  const lines = await sourceLines(context);
  return reply('Sources', {
    blocks: [
      lines.length > 0
        ? bullets(lines)
        : paragraph('None was added here yet, and nothing came by those of the settings.'),
    ],
    controls: context.by.admin ? buttons(typed('Add a source', 'source add', 'primary')) : [],
  });
}

/** `add cometchat clinic`; what is missing is asked for by the form. */
async function addTyped(providerName: string, name: string, context: Context): Promise<Answer> {
  const provider = findProvider(providerName);
  if (providerName !== '' && !provider) return suggestProvider(providerName);
  if (!provider || provider.setUp.asks !== null) return { is: 'form', form: addForm(provider, name) };
  const added = await add({ provider, name, workspace: context.workspace, answer: '' }, context);
  if ('problem' in added) throw new Refusal(added.problem);
  return added;
}

async function chooseFor(verb: 'rotate' | 'remove', context: Context): Promise<Answer> {
  const names = (await sourcesSeen(context)).map(({ name }) => name);
  if (names.length === 0)
    return refuse('No source was added here yet.', { controls: buttons(typed('Add a source', 'source add')) });
  return reply('Which source?', {
    controls: buttons(...names.slice(0, 25).map(name => typed(name, `source ${verb} ${name}`))),
  });
}

function suggestProvider(name: string): Answer {
  const names = Object.keys(providers);
  const meant = nearest(name, names);
  return refuse(['There is no provider ', code(short(name)), '. There are ', code(names.join(' ')), '.'], {
    controls: meant === null ? [] : buttons(typed(`source add ${meant}`, `source add ${meant}`)),
  });
}

function suggest(verb: string): Answer {
  const meant = nearest(verb, verbs) ?? 'list';
  return refuse(
    ['Type ', code(`/callboard source ${verbs.join('|')}`), '. ', code(short(verb)), ' is none of these.'],
    {
      controls: buttons(typed(`source ${meant}`, `source ${meant}`)),
    },
  );
}
