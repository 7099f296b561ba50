/** What somebody did, as Discord tells it: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
import { ApplicationCommandType, ComponentType, InteractionType, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import { hasVisibleText } from '../../../util/visible.ts';
import type { ChatRequest, ChatUser, Input } from '../../chat-protocol.ts';
import { readFields } from './modal.ts';
import { commandText, partialCommandText } from './options-to-text.ts';
import { opensSavedForm } from './saved-form-button.ts';
import { type ApplyMark, authorMark, type ComponentMark, memberMark } from './signed-controls.ts';

export interface ParsedInteraction {
  id: string;
  /** Answers to it are sent with this, for 15 minutes. */
  token: string;
  application: string;
  request: ChatRequest;
  /** What is shown to them alone is marked with this: that they may use /callboard, or only that it is ours. See entitled.ts. */
  entitle: ApplyMark;
  /** What everybody sees is marked with this: that it is ours. */
  sign: ApplyMark;
  /** The message whose control was used, or whose control opened the form. */
  on: { isPrivate: boolean; opensForm: boolean } | null;
  /** For a completion, the words before what is being typed. */
  before: string;
}

const user = z.object({ id: z.string(), username: z.string(), global_name: z.string().nullish() });
const member = z.object({ user, nick: z.string().nullish(), permissions: z.coerce.bigint() });
const base = z.object({
  id: z.string(),
  token: z.string(),
  application_id: z.string(),
  guild_id: z.string(),
  channel_id: z.string(),
  member,
});

const option = z.object({ name: z.string(), value: z.coerce.string(), focused: z.boolean().optional() });
const subcommand = z.object({ name: z.string(), options: z.array(option).default([]) });
const slash = z.object({ type: z.literal(ApplicationCommandType.ChatInput), options: z.tuple([subcommand]) });
const ofMessage = z.object({ type: z.literal(ApplicationCommandType.Message), target_id: z.string() });

const forward = 1;
const message = z.object({
  flags: z.number().default(0),
  components: z.array(z.unknown()).default([]),
  /** Of a message that answers an interaction, or that a webhook of the application wrote. */
  application_id: z.string().nullish(),
  /** The application's own id for a message that answers an interaction; of any other message the webhook that wrote it. */
  webhook_id: z.string().nullish(),
  message_reference: z.object({ type: z.number().default(0) }).nullish(),
  message_snapshots: z.array(z.unknown()).nullish(),
});
const pressed = z.object({ custom_id: z.string(), values: z.array(z.string()).default([]) });

const sent = z.object({
  custom_id: z.string(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const label = z.object({ type: z.literal(ComponentType.Label), component: sent });
const submitted = z.object({
  custom_id: z.string(),
  components: z.array(z.unknown()),
});

const interaction = z.discriminatedUnion('type', [
  base.extend({
    type: z.literal(InteractionType.ApplicationCommand),
    data: z.discriminatedUnion('type', [slash, ofMessage]),
  }),
  base.extend({ type: z.literal(InteractionType.ApplicationCommandAutocomplete), data: slash }),
  base.extend({ type: z.literal(InteractionType.MessageComponent), data: pressed, message }),
  base.extend({ type: z.literal(InteractionType.ModalSubmit), data: submitted, message: message.optional() }),
]);

type Interaction = z.output<typeof interaction>;

/**
 * Null for what is none of ours, such as anything outside of a server; `forged` for a press on a message, or in a form,
 * that Callboard did not write. `botToken` makes the marks of entitled.ts.
 */
export function parseInteraction(raw: unknown, botToken: string): ParsedInteraction | 'forged' | null {
  const { data } = interaction.safeParse(raw);
  if (!data) return null;
  const channel = `${data.guild_id}/${data.channel_id}`;
  const entitlement = memberMark(botToken, `${channel}/${data.member.user.id}`);
  const author = authorMark(botToken, channel);
  if (!isOurs(data, [author, entitlement])) return 'forged';
  const { input, entitled = false, before = '' } = read(data, entitlement);
  const on = 'message' in data && data.message ? messageOf(data.message) : null;
  return {
    id: data.id,
    token: data.token,
    application: data.application_id,
    request: { by: personOf(data.member, entitled), channel, workspace: data.guild_id, input },
    entitle: entitled ? entitlement.entitle : author.entitle,
    sign: author.entitle,
    on,
    before,
  };
}

/** Of a command there is nothing to doubt: Discord itself made what was used. */
function isOurs(asked: Interaction, marks: readonly ComponentMark[]): boolean {
  const isSigned = (components: readonly unknown[]) => marks.some(({ isMarked }) => isMarked(components));
  if (asked.type === InteractionType.ModalSubmit && !isSigned(asked.data.components)) return false;
  if (!('message' in asked) || !asked.message) return true;
  const { application_id: application, webhook_id: webhook, message_reference: reference } = asked.message;
  const ours = asked.application_id;
  if ((application ?? ours) !== ours || (webhook ?? ours) !== ours) return false;
  if (reference?.type === forward || asked.message.message_snapshots?.length) return false;
  return isSigned(asked.message.components);
}

function read(asked: Interaction, { isMarked }: ComponentMark): { input: Input; entitled?: boolean; before?: string } {
  switch (asked.type) {
    case InteractionType.ApplicationCommand: {
      const { data } = asked;
      if (data.type === ApplicationCommandType.Message) return { input: { is: 'why', message: data.target_id } };
      const [{ name, options }] = data.options;
      return { input: { is: 'command', words: commandText(name, options) }, entitled: true };
    }
    case InteractionType.ApplicationCommandAutocomplete: {
      const [{ name, options }] = asked.data.options;
      const { words, before } = partialCommandText(name, options);
      return { input: { is: 'completion', words }, entitled: true, before };
    }
    case InteractionType.MessageComponent: {
      const { custom_id: action, values: chosen } = asked.data;
      const entitled = messageOf(asked.message).isPrivate && isMarked(asked.message.components);
      return { input: { is: 'action', action, chosen }, entitled };
    }
    case InteractionType.ModalSubmit: {
      const { custom_id: action, components } = asked.data;
      const fields = readFields(components.flatMap(each => label.safeParse(each).data?.component ?? []));
      return { input: { is: 'submission', action, fields }, entitled: isMarked(components) };
    }
  }
}

const buttons = z.object({ components: z.array(z.object({ custom_id: z.string() })) });

function messageOf({ flags, components }: z.output<typeof message>): NonNullable<ParsedInteraction['on']> {
  const actions = components.flatMap(each => buttons.safeParse(each).data?.components ?? []);
  return {
    isPrivate: (flags & MessageFlags.Ephemeral) !== 0,
    opensForm: actions.some(({ custom_id }) => opensSavedForm(custom_id)),
  };
}

/** Permissions are those in the channel, all overwrites reckoned in. */
function personOf({ user, nick, permissions }: z.output<typeof member>, entitled: boolean): ChatUser {
  const may = (bit: bigint) => (permissions & (bit | PermissionFlagsBits.Administrator)) !== 0n;
  return {
    id: user.id,
    name: [nick, user.global_name].find(name => name && hasVisibleText(name)) ?? user.username,
    entitled,
    manager: may(PermissionFlagsBits.ManageChannels),
    admin: may(PermissionFlagsBits.ManageGuild),
  };
}
