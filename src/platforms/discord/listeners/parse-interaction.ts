/** Parses Discord's interactions into chat requests: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
import { ApplicationCommandType, ComponentType, InteractionType, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import { hasVisibleText } from '../../../util/text/visible.ts';
import { decodeActionId } from '../../action-id.ts';
import type { ChatRequest, ChatUser, Input } from '../../chat-protocol.ts';
import { readFields } from './modal.ts';
import { commandText, partialCommandText } from './options-to-text.ts';
import { type ApplyMark, authorMark, type ComponentMark, hasMarkedActions, memberMark } from './signed-controls.ts';

export interface ParsedInteraction {
  id: string;
  /** The interaction's token: replies need it, and it is valid for 15 minutes. */
  token: string;
  application: string;
  request: ChatRequest;
  /** Marks private replies: as shown to a person who may use /callboard, or only as written by Callboard. See signed-controls.ts. */
  markPrivate: ApplyMark;
  /** Marks public replies as written by Callboard. */
  markPublic: ApplyMark;
  /** The message whose control was used, or whose control opened the form. */
  originMessage: { isPrivate: boolean; opensForm: boolean } | null;
  /** For a completion, the command text before the focused option's value. */
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
const messageCommand = z.object({ type: z.literal(ApplicationCommandType.Message), target_id: z.string() });

const forward = 1;
const message = z.object({
  flags: z.number().default(0),
  components: z.array(z.unknown()).default([]),
  /** Set on replies to interactions and on messages of the application's webhooks. */
  application_id: z.string().nullish(),
  /** The application's id on a reply to an interaction; on other messages the id of the webhook that wrote it. */
  webhook_id: z.string().nullish(),
  message_reference: z.object({ type: z.number().default(0) }).nullish(),
  message_snapshots: z.array(z.unknown()).nullish(),
});
const pressed = z.object({ custom_id: z.string(), values: z.array(z.string()).default([]) });

const submittedField = z.object({
  custom_id: z.string(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const label = z.object({ type: z.literal(ComponentType.Label), component: submittedField });
const submitted = z.object({
  custom_id: z.string(),
  components: z.array(z.unknown()),
});

const interactionSchema = z.discriminatedUnion('type', [
  base.extend({
    type: z.literal(InteractionType.ApplicationCommand),
    data: z.discriminatedUnion('type', [slash, messageCommand]),
  }),
  base.extend({ type: z.literal(InteractionType.ApplicationCommandAutocomplete), data: slash }),
  base.extend({ type: z.literal(InteractionType.MessageComponent), data: pressed, message }),
  base.extend({ type: z.literal(InteractionType.ModalSubmit), data: submitted, message: message.optional() }),
]);

type Interaction = z.output<typeof interactionSchema>;

/**
 * Parses a raw interaction. Null for one that Callboard doesn't handle, such as one outside a server. `forged` for a
 * press on a message, or a form, that Callboard didn't write. `botToken` is the key of the marks in signed-controls.ts.
 */
export function parseInteraction(raw: unknown, botToken: string): ParsedInteraction | 'forged' | null {
  const { data } = interactionSchema.safeParse(raw);
  if (!data) return null;
  const channel = `${data.guild_id}/${data.channel_id}`;
  const ofMember = memberMark(botToken, `${channel}/${data.member.user.id}`);
  const ofAuthor = authorMark(botToken, channel);
  if (!isAuthentic(data, ofAuthor, ofMember)) return 'forged';
  const { input, mayUseCommand = false, before = '' } = read(data, ofMember);
  const originMessage = 'message' in data && data.message ? messageOf(data.message) : null;
  return {
    id: data.id,
    token: data.token,
    application: data.application_id,
    request: { by: personOf(data.member, mayUseCommand), channel, workspace: data.guild_id, input },
    markPrivate: mayUseCommand ? ofMember.apply : ofAuthor.apply,
    markPublic: ofAuthor.apply,
    originMessage,
    before,
  };
}

/** Whether Callboard wrote the control or form that was used. Commands are always authentic: Discord renders them itself. */
function isAuthentic(interaction: Interaction, author: ComponentMark, member: ComponentMark): boolean {
  const isSigned = (components: readonly unknown[]) => [author, member].some(({ isMarked }) => isMarked(components));
  if (interaction.type === InteractionType.ModalSubmit && !isSigned(interaction.data.components)) return false;
  if (!('message' in interaction) || !interaction.message) return true;
  const { application_id: application, webhook_id: webhook, message_reference: reference } = interaction.message;
  const ours = interaction.application_id;
  if ((application ?? ours) !== ours || (webhook ?? ours) !== ours) return false;
  if (reference?.type === forward || interaction.message.message_snapshots?.length) return false;
  const { components } = interaction.message;
  return isSigned(components) || hasMarkedActions(components, author);
}

/** `before` as in ParsedInteraction; `mayUseCommand` if Discord or the mark shows that the person may use /callboard. */
function read(
  interaction: Interaction,
  { isMarked }: ComponentMark,
): { input: Input; mayUseCommand?: boolean; before?: string } {
  switch (interaction.type) {
    case InteractionType.ApplicationCommand: {
      const { data } = interaction;
      if (data.type === ApplicationCommandType.Message) return { input: { is: 'why', message: data.target_id } };
      const [{ name, options }] = data.options;
      return { input: { is: 'command', words: commandText(name, options) }, mayUseCommand: true };
    }
    case InteractionType.ApplicationCommandAutocomplete: {
      const [{ name, options }] = interaction.data.options;
      const { words, before } = partialCommandText(name, options);
      return { input: { is: 'completion', words }, mayUseCommand: true, before };
    }
    case InteractionType.MessageComponent: {
      const { custom_id: action, values: chosen } = interaction.data;
      const mayUseCommand = messageOf(interaction.message).isPrivate && isMarked(interaction.message.components);
      return { input: { is: 'action', action, chosen }, mayUseCommand };
    }
    case InteractionType.ModalSubmit: {
      const { custom_id: action, components } = interaction.data;
      const fields = readFields(components.flatMap(each => label.safeParse(each).data?.component ?? []));
      return { input: { is: 'submission', action, fields }, mayUseCommand: isMarked(components) };
    }
  }
}

const buttons = z.object({ components: z.array(z.object({ custom_id: z.string() })) });

function messageOf({ flags, components }: z.output<typeof message>): NonNullable<ParsedInteraction['originMessage']> {
  const actions = components.flatMap(each => buttons.safeParse(each).data?.components ?? []);
  return {
    isPrivate: (flags & MessageFlags.Ephemeral) !== 0,
    opensForm: actions.some(({ custom_id }) => decodeActionId(custom_id)?.is === 'form'),
  };
}

/** Discord sends the member's permissions in the channel, overwrites included. */
function personOf({ user, nick, permissions }: z.output<typeof member>, mayUseCommand: boolean): ChatUser {
  const has = (bit: bigint) => (permissions & (bit | PermissionFlagsBits.Administrator)) !== 0n;
  return {
    id: user.id,
    name: [nick, user.global_name].find(name => name && hasVisibleText(name)) ?? user.username,
    mayUseCommand,
    manager: has(PermissionFlagsBits.ManageChannels),
    admin: has(PermissionFlagsBits.ManageGuild),
  };
}
