/** Discord's declaration of /callboard and of *Why?* in the message menu. The commands themselves are in chat/, shared by all platforms. */
import {
  type APIApplicationCommandStringOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';

const slashCommand = 'callboard';
export const whyCommand = 'Why?';

/**
 * The subcommand for `/callboard` alone: on Discord a command with subcommands can't be used without one
 * (https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups).
 */
export const menuCommand = 'menu';

/** The options of `add`: in its text the first is its value alone, the others follow their names. */
const addDescriptions = {
  on: 'Events, e.g. call.missed or call.* (separate with spaces)',
  if: 'Only if, e.g. call.kind == "video"',
  do: 'Post or ignore',
  template: 'Template (default: the event’s own)',
  mention: 'Ping @here, @everyone, members or roles',
  at: 'Position (default: last)',
} as const;

/** Whether an option's name precedes its value in the command's text. */
export const isNamed = (subcommand: string, option: string) =>
  subcommand === 'add' && option !== 'on' && Object.hasOwn(addDescriptions, option);

const { String: text, Subcommand } = ApplicationCommandOptionType;

type TextOption = Pick<APIApplicationCommandStringOption, 'name' | 'description'>;

/** A subcommand with text options, which are autocompleted. */
function subcommand(
  name: string,
  description: string,
  ...all: readonly TextOption[]
): APIApplicationCommandSubcommandOption {
  const options = all.map(option => ({ type: text, ...option, autocomplete: true }) as const);
  return { type: Subcommand, name, description, ...(options.length > 0 && { options }) };
}

const add = subcommand(
  'add',
  'Add a rule (leave empty for a form)',
  ...Object.entries(addDescriptions).map(([name, description]) => ({ name, description })),
);

const ruleNumber: TextOption = { name: 'number', description: 'Rule number (leave empty to choose)' };

const subcommands: APIApplicationCommandSubcommandOption[] = [
  subcommand(menuCommand, 'Show this channel’s setup'),
  add,
  subcommand('rules', 'List and manage rules', ruleNumber),
  subcommand('edit', 'Edit a rule', ruleNumber),
  subcommand('move', 'Move a rule to another position', ruleNumber, {
    name: 'position',
    description: 'New position (leave empty to choose)',
  }),
  subcommand('pause', 'Pause a rule', ruleNumber),
  subcommand('resume', 'Resume a paused rule', ruleNumber),
  subcommand('copy', 'Copy a rule to another channel', ruleNumber, {
    name: 'channel',
    description: 'Channel to copy it to (leave empty to choose)',
  }),
  subcommand('delete', 'Delete a rule (you can undo)', ruleNumber),
  subcommand('templates', 'View and edit message templates', {
    name: 'name',
    description: 'Template name (leave empty to choose)',
  }),
  subcommand('test', 'Post a test message using this channel’s rules', {
    name: 'event',
    description: 'Event to test (leave empty to choose)',
  }),
  subcommand('why', 'Explain why an event was or wasn’t posted', {
    name: 'about',
    description: 'Message link, event ID or name (leave empty to choose)',
  }),
  subcommand('mute', 'Mute this channel', {
    name: 'duration',
    description: 'For how long, e.g. 30m, 2h or 7d (leave empty to choose)',
  }),
  subcommand('unmute', 'Unmute this channel'),
  subcommand('status', 'Check sources, deliveries and recent changes'),
  subcommand('source', 'Manage webhook sources', {
    name: 'what',
    description: 'list, add, rotate or delete, and the source name (leave empty to list)',
  }),
  subcommand('access', 'See or change who can edit rules', {
    name: 'who',
    description: 'members, admins (Manage Channels) or @names (leave empty to see)',
  }),
  subcommand('help', 'Show all commands'),
];

/** The names of a subcommand's options, in the order of the text they become. */
export function optionNames(name: string): string[] {
  const options = subcommands.find(each => each.name === name)?.options ?? [];
  return options.map(option => option.name);
}

/** Only in servers to which the bot was added: rules belong to channels. */
const inServers = {
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
};

/**
 * The command requires Manage Channels until a server's admins set something else under Integrations:
 * https://docs.discord.com/developers/interactions/application-commands#permissions. Everyone may use *Why?*.
 */
export const commands: RESTPutAPIApplicationCommandsJSONBody = [
  {
    ...inServers,
    type: ApplicationCommandType.ChatInput,
    name: slashCommand,
    description: 'Get call, meeting and recording alerts in this channel',
    default_member_permissions: String(PermissionFlagsBits.ManageChannels),
    options: subcommands,
  },
  { ...inServers, type: ApplicationCommandType.Message, name: whyCommand },
];
