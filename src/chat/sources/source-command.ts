/** `source`: lists, adds, rotates and deletes the endpoints that receive webhooks. */

import { nearest } from '../../did-you-mean.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
import { findProvider, providers } from '../../sources/providers/index.ts';
import { listOr } from '../../util/lists.ts';
import { counted } from '../../util/plural.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { whyNot } from '../permissions.ts';
import {
  bullets,
  buttons,
  code,
  commandButton,
  paragraph,
  Refusal,
  refuse,
  reply,
  shortLabel,
} from '../reply/build-reply.ts';
import { add, addForm, create, revise } from './add-source.ts';
import { askToDelete, deleteSource } from './delete-source.ts';
import { askToRotate, rotate, submitCredentials } from './rotate-credentials.ts';
import { sourceLines } from './source-status.ts';
import { needOfNamed, needOfOwner, visibleSources } from './source-visibility.ts';

export const source: ChatCommand = {
  ...describeSubcommand('source'),
  needs: 'see',
  run: async (words, context) => (words === '' ? list(context) : suggest(firstOf(words))),
  verbs: {
    list: { needs: 'see', run: (_words, context) => list(context) },
    add: { needs: 'manage', run: addTyped },
    rotate: {
      needs: (words, context) => needOfNamed(firstOf(words), context),
      run: (words, context) => (words === '' ? chooseFor('rotate', context) : askToRotate(firstOf(words), context)),
    },
    delete: {
      needs: (words, context) => needOfNamed(firstOf(words), context),
      run: (words, context) => (words === '' ? chooseFor('delete', context) : askToDelete(firstOf(words), context)),
    },
  },
  actions: {
    rotate: { needs: ({ args: [name = ''] }, context) => needOfNamed(name, context), run: rotate },
    delete: {
      needs: ({ args: [name = ''] }, context) => needOfNamed(name, context),
      run: ({ args: [name = ''] }, context) => deleteSource(name, context),
    },
  },
  forms: {
    create: { needs: 'manage', run: create },
    renew: { needs: ({ args: [name = ''] }, context) => needOfNamed(name, context), run: submitCredentials },
  },
  revisions: { create: { needs: 'manage', run: revise } },
  async complete(words, context) {
    const [verb = '', name] = words.trimStart().split(/\s+/);
    if (name === undefined) return verbs.filter(one => one.startsWith(verb)).map(one => choice(one));
    const names = verb === 'add' ? Object.keys(providers) : (await visibleSources(context)).map(one => one.name);
    return verb === 'list' ? [] : names.filter(one => one.startsWith(name)).map(one => choice(`${verb} ${one}`));
  },
};

const verbs = Object.keys(source.verbs ?? {});
const choice = (words: string) => ({ label: shortLabel(words), value: shortLabel(words) });
const firstOf = (words: string) => words.split(/\s+/)[0] ?? '';

async function list(context: ChatContext): Promise<ChatResponse> {
  const lines = await sourceLines(context);
  const mayAdd = (await whyNot('manage', context)) === null;
  return reply('Sources', {
    blocks: [
      lines.length > 0
        ? bullets(lines)
        : paragraph(
            mayAdd ? 'No sources yet. Add one to get a webhook URL.' : 'No sources yet. Ask an admin to add one.',
          ),
    ],
    controls: mayAdd ? buttons(commandButton('Add source…', 'source add', 'primary')) : [],
  });
}

/** Handles `source add cometchat clinic`. Opens the form when something is missing or its warning applies. */
async function addTyped(words: string, context: ChatContext): Promise<ChatResponse> {
  const [providerName = '', name = ''] = words.split(/\s+/);
  const provider = findProvider(providerName);
  if (providerName !== '' && !provider) return suggestProvider(providerName);
  if (!provider || provider.setUp.asks !== null || (await context.receiving()).unsigned) {
    return { is: 'form', form: await addForm(provider, context, name) };
  }
  const added = await add({ provider, name, workspace: context.workspace, answer: '' }, context);
  if ('problem' in added) throw new Refusal(added.problem);
  return added;
}

/** Buttons in one answer. */
const most = 25;

const elsewhere = 'Sources set up in Callboard’s .env file can only be changed there.';
const noSources = {
  rotate: `No source has credentials that you can rotate here. ${elsewhere}`,
  delete: `There are no sources that you can delete here. ${elsewhere}`,
};
const onlyOperators = {
  rotate: 'Only operators can rotate the credentials of these sources.',
  delete: 'Only operators can delete these sources.',
};
const questions = {
  rotate: 'Rotate the credentials of which source?',
  delete: 'Delete which source?',
};

async function chooseFor(verb: 'rotate' | 'delete', context: ChatContext): Promise<ChatResponse> {
  const names: string[] = [];
  for (const { name, workspace } of await visibleSources(context)) {
    if ((await whyNot(needOfOwner(workspace), context)) === null) names.push(name);
  }
  if (names.length === 0) {
    const isEmpty = (await visibleSources(context)).length === 0;
    return refuse(isEmpty ? noSources[verb] : onlyOperators[verb], {
      controls: buttons(commandButton('Add source…', 'source add')),
    });
  }
  const left = names.length - most;
  return reply(questions[verb], {
    blocks:
      left > 0
        ? [
            paragraph([
              `Not shown: ${counted(left, 'more source')}. Type `,
              code(`/callboard source ${verb} <name>`),
              '.',
            ]),
          ]
        : [],
    controls: buttons(...names.slice(0, most).map(name => commandButton(name, `source ${verb} ${name}`))),
  });
}

function suggestProvider(name: string): ChatResponse {
  const names = Object.keys(providers);
  const meant = nearest(name, names);
  return refuse([`“${shortLabel(name)}” isn’t supported. Use `, code(listOr(names)), '.'], {
    controls:
      meant === null ? [] : buttons(commandButton(`Add ${findProvider(meant)?.title} source`, `source add ${meant}`)),
  });
}

const verbLabels: Readonly<Record<string, string>> = {
  list: 'List sources',
  add: 'Add source…',
  rotate: 'Rotate credentials',
  delete: 'Delete source',
};

function suggest(verb: string): ChatResponse {
  const meant = nearest(verb, verbs) ?? 'list';
  return refuse(
    ['Unknown source command “', code(shortLabel(verb)), '”. Use ', code('/callboard source'), ` ${listOr(verbs)}.`],
    { controls: buttons(commandButton(verbLabels[meant] ?? 'List sources', `source ${meant}`)) },
  );
}
