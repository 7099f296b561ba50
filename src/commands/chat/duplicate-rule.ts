/** The same rule in another channel: only in one that the person is in. */
import type { Answer } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { splitAddress, workspaceOf } from '../../platforms/platform.ts';
import type { Rule } from '../../rules/rule.ts';
import { bodyOf, listAddresses } from '../../store/rules.ts';
import { readAccess } from '../../store/workspaces.ts';
import { changeRules } from './change-rules.ts';
import type { Context } from './command.ts';
import { asksToUse } from './permission.ts';
import { ruleWords } from './rule-words.ts';
import { buttons, paragraph, Refusal, refuse, reply, short, typed } from './say.ts';

/** A choice has 25 at most. */
const most = 25;

export async function offerChannels(context: Context, rule: Rule): Promise<Answer> {
  await checkElsewhere(context);
  const { core, by, channel, workspace, belongs } = context;
  const others = (await listAddresses(core.database.db, workspace)).filter(address => address !== channel);
  const open: string[] = [];
  for (let at = 0; at < others.length && open.length < most; at += most) {
    const some = others.slice(at, at + most);
    const theirs = await Promise.all(some.map(address => belongs(by.id, address)));
    open.push(...some.filter((_, index) => theirs[index]));
  }
  if (open.length === 0) {
    return refuse('You are in no other channel that Callboard knows: type /callboard there first.');
  }
  return reply(`Where should rule ${rule.position + 1} be, too?`, {
    blocks: [paragraph(ruleWords(rule))],
    controls: [
      {
        is: 'select',
        placeholder: 'Channel…',
        action: writeAction('rules.copy', rule.id),
        choices: open
          .slice(0, most)
          .map(address => ({ label: short(nameOf(address)), value: short(splitAddress(address).place) })),
      },
    ],
    replaces: true,
  });
}

export async function copyRule(context: Context, rule: Rule, to: string): Promise<Answer> {
  await checkElsewhere(context);
  const { by, workspace, belongs, core } = context;
  const address = `${splitAddress(workspace).platform}:${to}`;
  const known = await listAddresses(core.database.db, workspace);
  if (workspaceOf(address) !== workspace || !known.includes(address) || !(await belongs(by.id, address))) {
    throw new Refusal('You are not in that channel, so its rules are not yours to change.');
  }
  const copy = bodyOf(rule);
  await changeRules(context, address, all => ({ action: 'duplicate rule', after: copy, rules: [...all, copy] }));
  return reply(`The last rule of ${nameOf(address)} is now the same`, {
    color: 'green',
    blocks: [paragraph(ruleWords(rule))],
    controls: buttons(typed('Rules', 'rules')),
    replaces: true,
  });
}

/** Who manages this channel, or may use the command here, need not there, and that is not known here. */
async function checkElsewhere({ core, workspace, by }: Context): Promise<void> {
  const { who } = await readAccess(core.database.db, workspace);
  if ((who === 'managers' || asksToUse(workspace)) && !by.admin) {
    throw new Refusal('Here only who manages a channel may change it: type /callboard add in that channel.');
  }
}

function nameOf(address: string): string {
  const { place } = splitAddress(address);
  return place.slice(place.indexOf('/') + 1);
}
