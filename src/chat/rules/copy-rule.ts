/** Copies a rule to another channel whose rules the person may change. */

import { describeRule } from '../../operations/describe-rule.ts';
import { warnOfMissingTemplate } from '../../operations/template-names.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Choice } from '../../platforms/chat-protocol.ts';
import { splitAddress } from '../../platforms/platform.ts';
import type { Rule } from '../../rules/rule.ts';
import { bodyOf, listAddresses } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { elsewhere, whyNot } from '../permissions.ts';
import { button, buttons, commandButton, paragraph, Refusal, refuse, reply, shortLabel } from '../reply/build-reply.ts';
import { pageOf } from '../reply/paginate.ts';
import { channelId, channelName, channelsWithPermission, type NamedChannel } from '../shared/channel-names.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import { changeRules } from './edit-rules.ts';
import { fingerprint } from './undo-rule.ts';

/** A select has at most 25 choices. */
const onPage = 25;

const noTargets = 'There are no other channels you can edit from here. Run /callboard add in the other channel.';

/** Offers the channels to copy to. `page` counts from 0. */
export async function offerChannels(context: ChatContext, rule: Rule, page = 0): Promise<ChatResponse> {
  const others = await findTargets(context);
  if (others.length === 0) return refuse(noTargets);
  const action = (to: number) => writeAction('rules.duplicate', rule.id, String(to));
  const { shown, where, pageButtons } = pageOf(others, { page, size: onPage, what: 'Channels', action });
  const choices = shown.map(channel => ({
    label: shortLabel(labelIn(others, channel)),
    value: shortLabel(splitAddress(channel.address).place),
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
  const { core } = context;
  const address = await checkTarget(context, to);
  const copy = bodyOf(rule);
  const after = await changeRules(context, address, all => ({
    action: 'duplicate rule',
    after: copy,
    rules: [...all, copy],
  }));
  const copied = after?.at(-1);
  const notes = warnOfMissingTemplate(copy, await core.loadTemplates(core.database.db, address), 'there');
  return reply(`✓ Rule ${rule.position + 1} copied to ${await channelName(context, address)}`, {
    color: 'green',
    blocks: [
      paragraph(describeRule(rule)),
      ...notes.map(note => paragraph(note)),
      ...(await postingProblemBlocks(context, address)),
    ],
    controls: buttons(
      ...(copied ? [button('Undo copy', writeAction('rules.uncopy', copied.id, to, fingerprint(copied)))] : []),
      commandButton('Open rules', 'rules'),
    ),
    replaces: true,
  });
}

/** A copy, as the button that undoes it carries it. */
interface Copied {
  /** The copy's ID. */
  id: string;
  /** `T0123/C0456` */
  to: string;
  /** Its fingerprint. */
  mark: string;
}

/** Deletes a copy again, unless someone edited it since. Throws a Refusal like copyRule(). */
export async function undoCopy(context: ChatContext, { id, to, mark }: Copied): Promise<ChatResponse> {
  const address = await checkTarget(context, to);
  const changed = await changeRules(context, address, all => {
    const rule = all.find(each => each.id === id && fingerprint(each) === mark);
    return rule ? { action: 'delete rule', before: rule, rules: all.filter(each => each !== rule) } : null;
  });
  const controls = buttons(commandButton('Open rules', 'rules'));
  if (!changed) return refuse('This can’t be undone anymore: the copy was edited or deleted.', { controls });
  return reply(`✓ Copy deleted from ${await channelName(context, address)}`, { controls, replaces: true });
}

/** The address of a channel. Throws a Refusal unless it is of this workspace, and the person may change its rules. */
async function checkTarget(context: ChatContext, to: string): Promise<string> {
  const { workspace, core } = context;
  const address = `${splitAddress(workspace).platform}:${to}`;
  const known = await listAddresses(core.database.db, workspace);
  if (address === context.channel) throw new Refusal('Pick another channel: this rule is already here.');
  const problem = known.includes(address) ? await whyNot('change', elsewhere(context, address)) : unknown;
  if (problem !== null) throw new Refusal(problem);
  return address;
}

const unknown = 'Channel not found.';

/** Other channels of the workspace whose rules the person may change. */
async function findTargets(context: ChatContext): Promise<NamedChannel[]> {
  const known = await listAddresses(context.core.database.db, context.workspace);
  return channelsWithPermission(
    'change',
    context,
    known.filter(address => address !== context.channel),
  );
}

/**
 * Finds the channel that a person typed: a mention (`<#C0123>`), an ID, or a name with or without `#`. Returns it as
 * copyRule() takes it, which checks the permission. Throws a Refusal with the next step when it isn't one channel.
 */
export async function findTarget(typed: string, rule: Rule, context: ChatContext): Promise<string> {
  const known = await listAddresses(context.core.database.db, context.workspace);
  const id = (/^<#(\w+)>$/.exec(typed)?.[1] ?? typed).toLowerCase();
  const byId = known.find(
    address => channelId(address).toLowerCase() === id || splitAddress(address).place.toLowerCase() === id,
  );
  if (byId !== undefined) return splitAddress(byId).place;
  const others = await findTargets(context);
  const [found, ...same] = others.filter(({ name }) => bareName(name) === bareName(typed));
  if (found && same.length === 0) return splitAddress(found.address).place;
  if (others.length === 0) throw new Refusal(noTargets);
  if (found) {
    throw new Refusal(
      `Several channels are called ${shortLabel(found.name, 40)}. Use the channel ID, or run /callboard copy ${rule.position + 1} and select one.`,
    );
  }
  const names = others.slice(0, mostNames).map(({ name }) => name);
  const more = others.length > mostNames ? ` or ${others.length - mostNames} more` : '';
  throw new Refusal(`“${shortLabel(typed, 40)}” isn’t a channel you can edit. Pick ${names.join(', ')}${more}.`);
}

/** Channels that a refusal names. */
const mostNames = 10;

const bareName = (name: string) => name.replace(/^#/, '').toLowerCase();

function isShared(name: string, others: readonly NamedChannel[]): boolean {
  return others.filter(other => bareName(other.name) === bareName(name)).length > 1;
}

/** `#general`, or `#general (C0123)` when several of the channels have that name. */
function labelIn(others: readonly NamedChannel[], { name, address }: NamedChannel): string {
  return isShared(name, others) ? `${name} (${channelId(address)})` : name;
}

/** Completes a channel to copy to: names that contain the typed text. A name that several channels share is given by its ID. */
export async function completeTarget(typed: string, context: ChatContext): Promise<readonly Choice[]> {
  const others = await findTargets(context);
  return others
    .filter(({ name }) => bareName(name).includes(bareName(typed)))
    .map(channel => {
      const { name, address } = channel;
      return { label: labelIn(others, channel), value: isShared(name, others) ? channelId(address) : name };
    });
}
