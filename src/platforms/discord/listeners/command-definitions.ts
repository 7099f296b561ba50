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

/** The options of `add`, in the order of the text they become: the first by its value alone, the others after their name. */
const addDescriptions = {
  on: 'Events, e.g. call.missed or call.* (separate with spaces)',
  if: 'Only if, e.g. call.kind == "video"',
  do: 'Post or ignore',
  template: 'Template (default: the event’s own)',
  mention: 'Ping @here, @everyone, members or roles',
  at: 'Position (default: last)',
} as const;

export const addOptions: readonly string[] = Object.keys(addDescriptions);

const { String: text, Subcommand } = ApplicationCommandOptionType;

type TextOption = Pick<APIApplicationCommandStringOption, 'name' | 'description'>;

/** A subcommand with at most one option, which is autocompleted. */
function subcommand(name: string, description: string, option?: TextOption): APIApplicationCommandSubcommandOption {
  const options = option && { options: [{ type: text, ...option, autocomplete: true } as const] };
  return { type: Subcommand, name, description, ...options };
}

const add: APIApplicationCommandSubcommandOption = {
  type: Subcommand,
  name: 'add',
  description: 'Add a rule (leave empty for a form)',
  options: Object.entries(addDescriptions).map(
    ([name, description]) => ({ type: text, name, description, autocomplete: true }) as const,
  ),
};

const ruleNumber: TextOption = { name: 'number', description: 'Rule number (leave empty to choose)' };

const subcommands: APIApplicationCommandSubcommandOption[] = [
  subcommand(menuCommand, 'Show this channel’s setup'),
  add,
  subcommand('rules', 'List and manage rules', ruleNumber),
  subcommand('edit', 'Edit a rule', ruleNumber),
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
    description: 'members, admins or @names (leave empty to see)',
  }),
  subcommand('help', 'Show all commands'),
];

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
