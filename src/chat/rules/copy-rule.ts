/** Copies a rule to another channel whose rules the person may change. */

import { describeRule } from '../../operations/describe-rule.ts';
import { warnOfMissingTemplate } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { splitAddress } from '../../platforms/platform.ts';
import type { Rule } from '../../rules/rule.ts';
import { bodyOf, listAddresses } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { elsewhere, whyNot } from '../permissions.ts';
import { buttons, commandButton, paragraph, Refusal, refuse, reply, shortLabel } from '../reply/build-reply.ts';
import { pageOf } from '../reply/paginate.ts';
import { channelName, channelsWithPermission } from '../shared/channel-names.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import { changeRules } from './edit-rules.ts';

/** A select has at most 25 choices. */
const onPage = 25;

/** Offers the channels to copy to. `page` counts from 0. */
export async function offerChannels(context: ChatContext, rule: Rule, page = 0): Promise<ChatResponse> {
  const { core, channel, workspace } = context;
  const known = await listAddresses(core.database.db, workspace);
  const others = await channelsWithPermission(
    'change',
    context,
    known.filter(address => address !== channel),
  );
  if (others.length === 0) {
    return refuse('There are no other channels you can edit from here. Run /callboard add in the other channel.');
  }
  const action = (to: number) => writeAction('rules.duplicate', rule.id, String(to));
  const { shown, where, pageButtons } = pageOf(others, { page, size: onPage, what: 'Channels', action });
  const choices = shown.map(({ name, address }) => ({
    label: shortLabel(name),
    value: shortLabel(splitAddress(address).place),
  }));
  return reply(`Copy rule ${rule.position + 1} to which channel?`, {
    blocks: [paragraph(describeRule(rule)), ...where],
    controls: [
      { is: 'select', placeholder: 'Select a channel', action: writeAction('rules.copy', rule.id), choices },
      ...pageButtons,
    ],
    replaces: true,
  });
}

/** Copies a rule to the channel `to` (`T0123/C0456`). Throws a Refusal for a channel that the person may not change. */
export async function copyRule(context: ChatContext, rule: Rule, to: string): Promise<ChatResponse> {
  const { workspace, core } = context;
  const address = `${splitAddress(workspace).platform}:${to}`;
  const known = await listAddresses(core.database.db, workspace);
  const problem = known.includes(address) ? await whyNot('change', elsewhere(context, address)) : unknown;
  if (problem !== null) throw new Refusal(problem);
  const copy = bodyOf(rule);
  await changeRules(context, address, all => ({ action: 'duplicate rule', after: copy, rules: [...all, copy] }));
  const notes = warnOfMissingTemplate(copy, await core.loadTemplates(core.database.db, address), 'there');
  return reply(`✓ Rule ${rule.position + 1} copied to ${await channelName(context, address)}`, {
    color: 'green',
    blocks: [
      paragraph(describeRule(rule)),
      ...notes.map(note => paragraph(note)),
      ...(await postingProblemBlocks(context, address)),
    ],
    controls: buttons(commandButton('Open rules', 'rules')),
    replaces: true,
  });
}

const unknown = 'Channel not found.';
