/** `access`: who can edit rules and templates in a workspace. Everyone can see it; admins can change it. */

import { nearest } from '../did-you-mean.ts';
import type { ChatResponse } from '../platforms/chat-protocol.ts';
import { describeSubcommand } from '../platforms/slash-command.ts';
import { audit } from '../store/audit-log.ts';
import { type Access, readAccess, saveAccess } from '../store/settings/workspaces.ts';
import type { ChatCommand, ChatContext } from './command.ts';
import { adminsOf, commandPermission, whyNotIfKnown } from './permissions.ts';
import {
  buttons,
  code,
  commandButton,
  type InlineText,
  inlines,
  named,
  paragraph,
  Refusal,
  reply,
  shortLabel,
} from './reply/build-reply.ts';
import { describeUnknownName } from './shared/typed-mentions.ts';

/** Slack and Discord send a selected name as `<@U0123>`. */
const example = '@ann @bob';

export const access: ChatCommand = {
  ...describeSubcommand('access'),
  needs: words => (words === '' ? 'see' : 'manage'),
  run: async (words, context) => (words === '' ? show(context) : change(words, context)),
  complete: async words =>
    ['members', 'admins'].filter(one => one.startsWith(words)).map(label => ({ label, value: label })),
};

async function show(context: ChatContext): Promise<ChatResponse> {
  const { core, workspace } = context;
  const now = await readAccess(core.database.db, workspace);
  const mayChange = (await whyNotIfKnown('manage', context)) === null;
  const permission = commandPermission(workspace);
  return reply(describeAccess(now, workspace), {
    blocks: [
      paragraph([
        `${capital(adminsOf(workspace))} can limit editing to themselves and a list of people: `,
        code(`/callboard access ${example}`),
        '. A new list replaces the old one.',
      ]),
      ...(permission
        ? [paragraph([code('/callboard access admins'), ` limits editing to ${permission.editors}.`])]
        : []),
    ],
    controls: buttons(
      ...(now.who === 'members' || !mayChange
        ? []
        : [commandButton(permission ? 'Allow all /callboard users' : 'Allow all members', 'access members')]),
      ...(now.who === 'managers' || !mayChange
        ? []
        : [commandButton(permission ? `Require ${permission.editing}` : 'Allow admins only', 'access admins')]),
    ),
  });
}

async function change(words: string, context: ChatContext): Promise<ChatResponse> {
  const { core, workspace, actor, by } = context;
  const now = parseAccess(words, workspace);
  await core.database.db.transaction().execute(async tx => {
    const before = await readAccess(tx, workspace);
    await saveAccess(tx, workspace, now);
    const detail = { name: by.name, before, after: now };
    await audit(tx, { actor, action: 'set access', target: workspace, detail }, Date.now());
  });
  return reply(['✓ ', ...inlines(describeAccess(now, workspace))], { color: 'green' });
}

/** Parses the arguments of `access`. Throws a Refusal for a word that names no person. */
function parseAccess(words: string, workspace: string): Access {
  if (words === 'members') return { who: 'members' };
  if (words === 'admins') return { who: 'managers' };
  const people = words.split(/[\s,]+/).map(word => /^<@!?(\w+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word);
  const wrong = people.find(id => !/^(?:[UW][A-Z0-9]{4,}|\d{15,20})$/.test(id));
  if (wrong === undefined) return { who: 'named', people: [...new Set(people)] };
  const unknown = describeUnknownName(workspace, wrong, false);
  if (unknown !== null) throw new Refusal(unknown);
  const meant = nearest(wrong, ['members', 'admins']);
  const hint = meant ? `Did you mean ${meant}?` : 'Use members, admins or @names.';
  throw new Refusal(`I don’t know “${shortLabel(wrong, 40)}”. ${hint}`);
}

function describeAccess(now: Access, workspace: string): InlineText {
  const permission = commandPermission(workspace);
  switch (now.who) {
    case 'members':
      return permission
        ? `Anyone who can use /callboard can edit rules and templates. Choose who can use it in ${permission.settings}.`
        : 'All members of a channel except guests can edit its rules and templates.';
    case 'managers':
      return `In every channel, only ${permission?.editors ?? 'workspace admins'} can edit rules and templates.`;
    case 'named':
      return [
        `In every channel, only ${adminsOf(workspace)} and these people can edit rules and templates: `,
        ...now.people.flatMap((id, at) => [at > 0 ? ' ' : '', named(`<@${id}>`, id)]),
      ];
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
