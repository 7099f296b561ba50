/** `source`: where webhooks come in. */
import type { Answer } from '../../platforms/chat.ts';
import { findProvider, providers } from '../../sources/index.ts';
import { nearest } from '../../suggest.ts';
import type { ChatCommand, Context } from './command.ts';
import { whyNot } from './permission.ts';
import { bullets, buttons, code, paragraph, Refusal, refuse, reply, short, typed } from './say.ts';
import { sourceLines } from './source-health.ts';
import { needOfNamed, needOfOwner, sourcesSeen } from './source-names.ts';
import { askToRotate, renewAsAnswered, rotate } from './source-rotate.ts';
import { add, addForm, askToRemove, create, drop } from './source-setup.ts';

export const source: ChatCommand = {
  name: 'source',
  summary: 'Shows where webhooks come in; admins add, rotate and remove sources.',
  usage: 'source list|add|rotate|remove [name]',
  needs: 'see',
  run: async (words, context) => (words === '' ? list(context) : suggest(firstOf(words))),
  verbs: {
    list: { needs: 'see', run: (_words, context) => list(context) },
    add: { needs: 'manage', run: addTyped },
    rotate: {
      needs: (words, context) => needOfNamed(firstOf(words), context),
      run: (words, context) => (words === '' ? chooseFor('rotate', context) : askToRotate(firstOf(words), context)),
    },
    remove: {
      needs: (words, context) => needOfNamed(firstOf(words), context),
      run: (words, context) => (words === '' ? chooseFor('remove', context) : askToRemove(firstOf(words), context)),
    },
  },
  actions: {
    rotate: { needs: ({ about: [name = ''] }, context) => needOfNamed(name, context), run: rotate },
    drop: {
      needs: ({ about: [name = ''] }, context) => needOfNamed(name, context),
      run: ({ about: [name = ''] }, context) => drop(name, context),
    },
  },
  forms: {
    create: { needs: 'manage', run: create },
    renew: { needs: ({ about: [name = ''] }, context) => needOfNamed(name, context), run: renewAsAnswered },
  },
  async complete(words, context) {
    const [verb = '', name] = words.trimStart().split(/\s+/);
    if (name === undefined) return verbs.filter(one => one.startsWith(verb)).map(one => choice(one));
    const names = verb === 'add' ? Object.keys(providers) : (await sourcesSeen(context)).map(one => one.name);
    return verb === 'list' ? [] : names.filter(one => one.startsWith(name)).map(one => choice(`${verb} ${one}`));
  },
};

const verbs = Object.keys(source.verbs ?? {});
const choice = (words: string) => ({ label: short(words), value: short(words) });
const firstOf = (words: string) => words.split(/\s+/)[0] ?? '';

async function list(context: Context): Promise<Answer> {
  const lines = await sourceLines(context);
  const mayAdd = (await whyNot('manage', context)) === null;
  return reply('Sources', {
    blocks: [
      lines.length > 0
        ? bullets(lines)
        : paragraph('None was added here yet, and nothing came by those of the settings.'),
    ],
    controls: mayAdd ? buttons(typed('Add a source', 'source add', 'primary')) : [],
  });
}

/** `add cometchat clinic`; what is missing is asked for by the form. */
async function addTyped(words: string, context: Context): Promise<Answer> {
  const [providerName = '', name = ''] = words.split(/\s+/);
  const provider = findProvider(providerName);
  if (providerName !== '' && !provider) return suggestProvider(providerName);
  if (!provider || provider.setUp.asks !== null) return { is: 'form', form: addForm(provider, name) };
  const added = await add({ provider, name, workspace: context.workspace, answer: '' }, context);
  if ('problem' in added) throw new Refusal(added.problem);
  return added;
}

/** Buttons of one answer. */
const most = 25;

async function chooseFor(verb: 'rotate' | 'remove', context: Context): Promise<Answer> {
  const names: string[] = [];
  for (const { name, workspace } of await sourcesSeen(context)) {
    if ((await whyNot(needOfOwner(workspace), context)) === null) names.push(name);
  }
  if (names.length === 0)
    return refuse('There is no source here that you may change.', {
      controls: buttons(typed('Add a source', 'source add')),
    });
  const left = names.length - most;
  return reply('Which source?', {
    blocks:
      left > 0 ? [paragraph([`${left} more are not shown: type `, code(`/callboard source ${verb} <name>`), '.'])] : [],
    controls: buttons(...names.slice(0, most).map(name => typed(name, `source ${verb} ${name}`))),
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
