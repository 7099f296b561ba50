/** What people find after typing a slash, and in a message's menu. What it all means is in commands/, once for all platforms. */
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
  on: 'Event types: call.missed, or several between blanks; call.* is every type that begins so',
  if: 'A condition: call.kind == "video"',
  do: 'post or ignore',
  template: 'The template to write it with; when left out, the one of the type',
  mention: 'Whom to ping: @here, @everyone, a member or a role',
  show: 'post, thread or card',
  digest: 'Gathered, and told so often: 10m, 1h, 1d',
  escalate: 'After how long without anybody taking it, and whom to ping then: 10m @here',
  at: 'Its place in the list, 1 for the first; when left out, the last',
} as const;

/** Said by its name alone. */
export const urgentOption = 'urgent';

export const addOptions: readonly string[] = Object.keys(ofAdd);

const { String: text, Boolean: flag, Subcommand } = ApplicationCommandOptionType;

type TextOption = Pick<APIApplicationCommandStringOption, 'name' | 'description'>;

/** A word, and what may be typed after it; all of that is completed. */
function word(name: string, description: string, option?: TextOption): APIApplicationCommandSubcommandOption {
  const options = option && { options: [{ type: text, ...option, autocomplete: true } as const] };
  return { type: Subcommand, name, description, ...options };
}

const add: APIApplicationCommandSubcommandOption = {
  type: Subcommand,
  name: 'add',
  description: 'Adds a rule; with nothing filled in, by a form',
  options: [
    ...Object.entries(ofAdd).map(
      ([name, description]) => ({ type: text, name, description, autocomplete: true }) as const,
    ),
    { type: flag, name: urgentOption, description: 'Also in quiet hours' },
  ],
};

const ruleNumber: TextOption = { name: 'number', description: "The rule's number; when left out, all of them" };

const words: APIApplicationCommandSubcommandOption[] = [
  word(menuCommand, 'What this channel has'),
  add,
  word('rules', 'The rules of this channel, to edit, move, pause, remove and copy', ruleNumber),
  word('edit', 'Changes a rule', ruleNumber),
  word('remove', 'Removes a rule', ruleNumber),
  word('templates', 'The words that messages are written in', {
    name: 'name',
    description: "A template's name; when left out, all of them",
  }),
  word('test', 'Posts a sample here, by the rules of this channel', {
    name: 'trigger',
    description: 'A trigger or an event type; when left out, a choice of them',
  }),
  word('why', 'Why something was posted, or was not', {
    name: 'about',
    description: "A link to a message, an event's id or a name in it; when left out, the last events",
  }),
  word('mute', 'Posts nothing here for a while', { name: 'duration', description: 'How long: 30m, 2h, 1d' }),
  word('unmute', 'Posts here again'),
  word('status', 'Whether everything works, and the last changes'),
  word('source', 'Where webhooks come from', { name: 'what', description: 'add, list, rotate or remove, and which' }),
  word('access', 'Who may change the rules', { name: 'who', description: 'members, managers, or people as @name' }),
  word('help', 'What there is'),
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
