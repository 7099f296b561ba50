/** What people find after typing a slash, and in a message's menu. What it all means is in commands/, once for all platforms. */
import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';

export const slashCommand = 'callboard';
export const whyCommand = 'Why?';

/** The option that holds what is typed after a word, for all words that have no options of their own. */
export const textOption = 'text';

/**
 * The subcommand for `/callboard` alone: Discord has no command beside its own subcommands
 * (https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups).
 */
export const menuCommand = 'menu';

/** Of `add`, in the order in which its words are put together: each is written after its name but for the first. */
export const addOptions = ['on', 'if', 'do', 'template', 'mention'] as const;

const described = {
  on: 'Event types: call.missed, or several between blanks; call.* is every type that begins so',
  if: 'A condition: call.kind == "video"',
  do: 'notify or ignore',
  template: 'The template to write it with; when left out, the one of the type',
  mention: 'Whom to ping: @here, @everyone, a member or a role',
} satisfies Record<(typeof addOptions)[number], string>;

const { String: text, Subcommand } = ApplicationCommandOptionType;

function word(name: string, description: string, what: string): APIApplicationCommandSubcommandOption {
  return {
    type: Subcommand,
    name,
    description,
    options: [{ type: text, name: textOption, description: what, autocomplete: true }],
  };
}

const add: APIApplicationCommandSubcommandOption = {
  type: Subcommand,
  name: 'add',
  description: 'Adds a rule; with nothing filled in, by a form',
  options: addOptions.map(name => ({ type: text, name, description: described[name], autocomplete: true })),
};

const words: APIApplicationCommandSubcommandOption[] = [
  { type: Subcommand, name: menuCommand, description: 'What this channel has' },
  add,
  word('rules', 'The rules of this channel, to edit, move, pause, remove and copy', "A rule's number"),
  word('edit', 'Changes a rule', "The rule's number"),
  word('remove', 'Removes a rule', "The rule's number"),
  word('templates', 'The words that messages are written in', "A template's name"),
  word('test', 'Shows a sample here, by the rules of this channel', 'A trigger or an event type'),
  word('why', 'Why something was posted, or was not', "An event's id; when left out, the last ones"),
  word('mute', 'Posts nothing here for a while', 'How long: 2h, 1d'),
  word('unmute', 'Posts here again', 'Nothing needs to be typed here'),
  word('status', 'Whether everything works', 'Nothing needs to be typed here'),
  word('source', 'Where webhooks come from', 'add, list, rotate or remove, and which'),
  word('access', 'Who may change the rules', 'Whom'),
  word('help', 'What there is', 'A command'),
];

/** In servers only, and only where the bot itself was added: rules are of channels. */
const everywhere = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/**
 * Manage Channels is what the command takes until a server's admins set something else under Integrations:
 * https://docs.discord.com/developers/interactions/application-commands#permissions. Anybody may ask why.
 */
export const commands: RESTPutAPIApplicationCommandsJSONBody = [
  {
    ...everywhere,
    type: ApplicationCommandType.ChatInput,
    name: slashCommand,
    description: 'Calls, meetings and recordings in this channel',
    default_member_permissions: String(PermissionFlagsBits.ManageChannels),
    options: words,
  },
  { ...everywhere, type: ApplicationCommandType.Message, name: whyCommand },
];
