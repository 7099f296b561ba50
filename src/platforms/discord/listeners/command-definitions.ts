/** The slash command and the message menu on Discord. The commands themselves are in commands/chat, shared by all platforms. */
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

export const slashCommand = 'callboard';
export const whyCommand = 'Why?';

/**
 * The subcommand for `/callboard` alone: Discord has no command beside its own subcommands
 * (https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups).
 */
export const menuCommand = 'menu';

/** Of `add`, in the order in which its words are put together: each is written after its name but for the first. */
const ofAdd = {
  on: 'Events, e.g. call.missed or call.* (separate with spaces)',
  if: 'Only if, e.g. call.kind == "video"',
  do: 'Post or ignore',
  template: 'Template (default: the event’s own)',
  mention: 'Who to ping: @here, @everyone, members or roles',
  at: 'Position (default: last)',
} as const;

export const addOptions: readonly string[] = Object.keys(ofAdd);

const { String: text, Subcommand } = ApplicationCommandOptionType;

type TextOption = Pick<APIApplicationCommandStringOption, 'name' | 'description'>;

/** A word, and what may be typed after it; all of that is completed. */
function word(name: string, description: string, option?: TextOption): APIApplicationCommandSubcommandOption {
  const options = option && { options: [{ type: text, ...option, autocomplete: true } as const] };
  return { type: Subcommand, name, description, ...options };
}

const add: APIApplicationCommandSubcommandOption = {
  type: Subcommand,
  name: 'add',
  description: 'Add a rule (leave empty for a form)',
  options: Object.entries(ofAdd).map(
    ([name, description]) => ({ type: text, name, description, autocomplete: true }) as const,
  ),
};

const ruleNumber: TextOption = { name: 'number', description: 'Rule number. Leave empty to choose from a list' };

const words: APIApplicationCommandSubcommandOption[] = [
  word(menuCommand, 'Show this channel’s setup'),
  add,
  word('rules', 'List and manage rules', ruleNumber),
  word('edit', 'Edit a rule', ruleNumber),
  word('delete', 'Delete a rule (you can undo)', ruleNumber),
  word('templates', 'View and edit message templates', {
    name: 'name',
    description: 'Template name (leave empty to list)',
  }),
  word('test', 'Post a test message using this channel’s rules', {
    name: 'event',
    description: 'Event to test (leave empty to choose)',
  }),
  word('why', 'Explain why an event was or wasn’t posted', {
    name: 'about',
    description: 'Message link, event ID or name (empty: recent events)',
  }),
  word('mute', 'Mute this channel', { name: 'duration', description: 'For how long, e.g. 30m, 2h or 1d' }),
  word('unmute', 'Unmute this channel'),
  word('status', 'Check health and recent changes'),
  word('source', 'Manage webhook sources', {
    name: 'what',
    description: 'list, add, rotate or delete, and the source name',
  }),
  word('access', 'See or change who can edit rules', { name: 'who', description: 'members, managers or @names' }),
  word('help', 'Show all commands'),
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
    description: 'Get call, meeting and recording alerts in this channel',
    default_member_permissions: String(PermissionFlagsBits.ManageChannels),
    options: words,
  },
  { ...everywhere, type: ApplicationCommandType.Message, name: whyCommand },
];
