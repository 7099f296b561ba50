/**
 * The declaration of /callboard with its subcommands. Help, completion, the docs, Discord's registration and Slack's usage
 * hint come from it; chat/ has a handler for each.
 */

/** An argument of a subcommand. */
export interface CommandOption {
  /** At most 32 lowercase letters: Discord's limit. */
  readonly name: string;
  /** At most 100 characters: Discord's limit. */
  readonly description: string;
  /** Its form in help: `[number]`. */
  readonly usage: string;
  /** Whether its name precedes its value in the command's text: `do ignore`. */
  readonly named?: true;
}

interface Subcommand {
  /** Its result, at most 100 characters: Discord's limit. */
  readonly summary: string;
  /** In the order of the command's text. */
  readonly options: readonly CommandOption[];
}

export const slashCommand = {
  name: 'callboard',
  description: 'Get call, meeting and recording alerts in this channel',
} as const;

const number = { name: 'number', description: 'Rule number (leave empty to choose)', usage: '[number]' } as const;

/** In the order of help. */
export const subcommands = {
  menu: { summary: 'Show this channel’s setup', options: [] },
  add: {
    summary: 'Add a rule (leave empty for a form)',
    options: [
      { name: 'on', description: 'Events, e.g. call.missed or call.* (separate with spaces)', usage: '[events]' },
      { name: 'if', description: 'Only if, e.g. call.kind == "video"', usage: '[if …]', named: true },
      { name: 'do', description: 'Post or ignore', usage: '[do ignore]', named: true },
      { name: 'template', description: 'Template (default: the event’s own)', usage: '[template …]', named: true },
      { name: 'mention', description: 'Ping @here, @everyone, members or roles', usage: '[mention …]', named: true },
      { name: 'at', description: 'Position (default: last)', usage: '[at position]', named: true },
    ],
  },
  rules: { summary: 'List and manage rules', options: [number] },
  edit: { summary: 'Edit a rule', options: [number] },
  move: {
    summary: 'Move a rule to another position',
    options: [number, { name: 'position', description: 'New position (leave empty to choose)', usage: '[position]' }],
  },
  pause: { summary: 'Pause a rule', options: [number] },
  resume: { summary: 'Resume a paused rule', options: [number] },
  copy: {
    summary: 'Copy a rule to another channel',
    options: [
      number,
      { name: 'channel', description: 'Channel to copy it to (leave empty to choose)', usage: '[#channel]' },
    ],
  },
  delete: { summary: 'Delete a rule (you can undo)', options: [number] },
  templates: {
    summary: 'View and edit message templates',
    options: [{ name: 'name', description: 'Template name (leave empty to choose)', usage: '[name]' }],
  },
  test: {
    summary: 'Post a test message using this channel’s rules',
    options: [{ name: 'event', description: 'Event to test (leave empty to choose)', usage: '[event]' }],
  },
  why: {
    summary: 'Explain why an event was or wasn’t posted',
    options: [
      {
        name: 'about',
        description: 'Message link, event ID or name (leave empty to choose)',
        usage: '[message link, event ID, name or last]',
      },
    ],
  },
  mute: {
    summary: 'Mute this channel. Events received meanwhile are never posted.',
    options: [
      {
        name: 'duration',
        description: 'For how long, e.g. 30m, 2h or 7d (leave empty to choose)',
        usage: '[duration]',
      },
    ],
  },
  unmute: { summary: 'Unmute this channel', options: [] },
  status: { summary: 'Check sources, deliveries and recent changes', options: [] },
  source: {
    summary: 'Manage webhook sources (admins)',
    options: [
      {
        name: 'what',
        description: 'list, add, rotate or delete, and the source name (leave empty to list)',
        usage: '[list | add | rotate | delete] [name]',
      },
    ],
  },
  access: {
    summary: 'See or change who can edit rules (admins)',
    options: [
      {
        name: 'who',
        description: 'members, admins or @names (leave empty to see)',
        usage: '[members | admins | @people]',
      },
    ],
  },
  help: { summary: 'Show all commands', options: [] },
} as const satisfies Record<string, Subcommand>;

export type SubcommandName = keyof typeof subcommands;

/** The options of a subcommand; none for an unknown one. */
export function optionsOf(name: string): readonly CommandOption[] {
  return Object.hasOwn(subcommands, name) ? subcommands[name as SubcommandName].options : [];
}

/** A subcommand's name, its summary, and its syntax for help: `move [number] [position]`. */
export function describeSubcommand<Name extends SubcommandName>(name: Name) {
  const usage = [name, ...optionsOf(name).map(option => option.usage)].join(' ');
  return { name, summary: subcommands[name].summary as string, usage };
}
