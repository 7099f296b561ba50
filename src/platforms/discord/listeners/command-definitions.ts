/** Discord's registration of /callboard, from its declaration, and of *Why?* in the message menu. */
import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { type CommandOption, type SubcommandName, slashCommand, subcommands } from '../../slash-command.ts';

export const whyCommand = 'Why?';

/**
 * The subcommand for `/callboard` alone: on Discord a command with subcommands can't be used without one
 * (https://docs.discord.com/developers/interactions/application-commands#subcommands-and-subcommand-groups).
 */
export const menuCommand: SubcommandName = 'menu';

const { String: text, Subcommand } = ApplicationCommandOptionType;

/** Every subcommand with its options as texts, which are autocompleted. */
const options = Object.entries<{ summary: string; options: readonly CommandOption[] }>(subcommands).map(
  ([name, { summary, options }]): APIApplicationCommandSubcommandOption => ({
    type: Subcommand,
    name,
    description: summary,
    ...(options.length > 0 && {
      options: options.map(({ name, description }) => ({ type: text, name, description, autocomplete: true })),
    }),
  }),
);

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
    ...slashCommand,
    default_member_permissions: String(PermissionFlagsBits.ManageChannels),
    options,
  },
  { ...inServers, type: ApplicationCommandType.Message, name: whyCommand },
];
