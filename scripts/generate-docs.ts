/** `npm run docs` rewrites the generated parts of docs/: tables that come from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { typedCommands } from '../src/chat/commands.ts';
import { createProgram } from '../src/cli/program.ts';
import { readConfig } from '../src/config.ts';
import { type PartName, parts } from '../src/events/event.ts';
import { envelopeFields, type Field, fieldsOfPart, sessionFields } from '../src/events/fields.ts';
import { type EventType, eventTypes } from '../src/events/types.ts';
import { helperUses } from '../src/messages/template/helpers.ts';
import { shortNames } from '../src/messages/template/short-names.ts';
import { botPermissions } from '../src/platforms/discord/connect/invite.ts';
import { platformDescriptors } from '../src/platforms/index.ts';
import { botScopes } from '../src/platforms/slack/connect/app-manifest.ts';
import { providers } from '../src/sources/providers/index.ts';
import type { Provider } from '../src/sources/source.ts';
import type { SettingsGroup } from '../src/util/setting.ts';

const root = new URL('../', import.meta.url);

/** The pages with generated parts; each part is named in a comment `<!-- generated: <name> -->`. */
const pages: Record<string, Record<string, () => string>> = {
  'docs/cli.md': { 'command line': writeCommands, 'chat commands': writeChatCommands },
  'docs/configuration.md': { settings: writeSettings },
  'docs/discord.md': { 'discord permissions': () => writeReasons('permission', botPermissions) },
  'docs/events.md': { 'event types': writeTypes, names: writeNames },
  'docs/slack.md': { 'slack scopes': () => writeReasons('scope', botScopes) },
  'docs/templates.md': { 'short names': writeShortNames, helpers: writeHelpers },
};

const settingsFile = '.env.example';
const settingsMark = /^# Note for developers: .*\n$/m;

/** The providers and platforms, whose settings and schemas are generated. */
const described = [...Object.values<Provider>(providers), ...Object.values(platformDescriptors)];

/** The published schemas, each with its file in docs/. */
const schemas = new Map(described.flatMap(({ schema }) => (schema ? [[`docs/${schema.file}`, schema.write]] : [])));

/** The settings come first: the page about them is generated from their file. */
export const generatedPages: readonly string[] = [settingsFile, ...Object.keys(pages), ...schemas.keys()];

/** A page's text with every generated part up to date. Throws when the page has no place for one of them. */
export function withGenerated(page: string, text: string): string {
  const schema = schemas.get(page);
  if (schema) return `${JSON.stringify(schema(), null, 2)}\n`;
  if (page === settingsFile) return writeSettingsFile(text);
  return Object.entries(pages[page] ?? {}).reduce((all, [name, write]) => {
    const place = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    if (!place.test(all)) throw new Error(`${page} has no place for the generated ${name}.`);
    return all.replace(place, (_, before: string, after: string) => `${before}\n${write()}\n${after}`);
  }, text);
}

export function readPage(page: string): string {
  return readFileSync(new URL(page, root), 'utf8');
}

/** Everything up to the mark, and a section for each provider and platform. */
function writeSettingsFile(text: string): string {
  const mark = settingsMark.exec(text);
  if (!mark) throw new Error(`${settingsFile} has no place for the generated sections.`);
  const sections = described.flatMap(({ settings }) => (settings ? [writeGroup(settings)] : []));
  return [text.slice(0, mark.index) + mark[0], ...sections].join('\n');
}

function writeGroup({ section, variables }: SettingsGroup): string {
  const lines = Object.entries(variables).map(
    ([name, { about, shown = '' }]) => `${about === undefined ? '' : `\n${wrapComment(about)}`}#${name}=${shown}\n`,
  );
  return `# --- ${section} ---\n${lines.join('')}`;
}

/** Comment lines of at most 120 characters. */
function wrapComment(text: string): string {
  return text.replace(/(.{1,118})(?: |$)/g, '# $1\n');
}

function writeTypes(): string {
  const rows = Object.entries<EventType>(eventTypes).map(([type, { meaning, parts: carried }]) => {
    return [code(type), meaning, carried.map(code).join(' '), triggersOf(type).map(code).join(' ')];
  });
  return table(['Type', 'Meaning', 'Parts', 'Triggers'], rows);
}

function triggersOf(type: string): string[] {
  return Object.values<Provider>(providers).flatMap(({ triggers }) =>
    // A provider that sends our own types has no names of its own.
    Object.entries(triggers).flatMap(([trigger, becomes]) => (becomes === type && trigger !== type ? [trigger] : [])),
  );
}

function writeNames(): string {
  const rows = (Object.keys(parts) as PartName[]).map(name => [code(name), namesWithin(name, fieldsOfPart(name))]);
  return table(
    ['Part', 'Fields'],
    [
      ['every event', envelopeFields.map(({ path }) => code(path)).join(' ')],
      ...rows,
      [code('session'), namesWithin('session', sessionFields)],
    ],
  );
}

/** An object is listed by its fields; a field with fixed values by these. */
function namesWithin(part: string, fields: readonly Field[]): string {
  return fields
    .filter(({ kind }) => kind !== 'object')
    .map(({ path, values }) => `${code(path.slice(part.length + 1))}${values ? ` (${values.join(', ')})` : ''}`)
    .join(' ');
}

function writeShortNames(): string {
  const rows = Object.entries(shortNames).map(([name, { meaning, fallback }]) => [code(name), meaning, fallback]);
  return table(['Name', 'Value', 'Without a value'], rows);
}

function writeHelpers(): string {
  const rows = Object.entries(helperUses).map(([name, { meaning, example }]) => [code(name), meaning, code(example)]);
  return table(['Helper', 'Result', 'Example'], rows);
}

function writeReasons(title: string, reasons: readonly { name: string; why: string }[]): string {
  return table(
    [`${title.charAt(0).toUpperCase()}${title.slice(1)}`, 'Reason'],
    reasons.map(({ name, why }) => [code(name), `${why.charAt(0).toUpperCase()}${why.slice(1)}`]),
  );
}

function writeChatCommands(): string {
  return table(
    ['Command', 'Result'],
    typedCommands.map(({ usage, summary }) => [code(`/callboard ${usage}`), summary.replace(/\.$/, '')]),
  );
}

/** `.env.example`, a table for each of its sections. */
function writeSettings(): string {
  const [, ...sections] = readPage('.env.example').split(/^# --- (.*) ---\n/m);
  return sections
    .flatMap((text, at) => (at % 2 === 0 ? [] : [`### ${sections[at - 1]}\n\n${writeSection(text)}`]))
    .join('\n');
}

/** Settings in one block of lines share its comment. */
function writeSection(text: string): string {
  const rows = text.split('\n\n').flatMap(block => {
    const settings = [...block.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({ name, value }));
    const meaning = [...block.matchAll(/^# (.*)$/gm)]
      .map(([, line]) => line)
      .join(' ')
      .replaceAll('<', '&lt;');
    const defaults = settings.filter(({ name, value }) => isDefault(name, value)).map(({ value }) => code(value));
    const examples = settings.map(({ name, value }) => exampleOf(name, value)).join('');
    const names = settings.map(({ name }) => code(name)).join(' ');
    return settings.length === 0 ? [] : [[names, defaults.join(' '), `${meaning}${examples}`]];
  });
  return table(['Setting', 'Default', 'Meaning'], rows);
}

const tokens = { SLACK_BOT_TOKEN: 'xoxb-1', DISCORD_TOKEN: 'x' };

/** True when setting the variable to this value changes nothing; what only shows the form of a value can't be set. */
function isDefault(name: string, value: string): boolean {
  if (value === '') return false;
  try {
    return JSON.stringify(readConfig({ ...tokens, [name]: value })) === JSON.stringify(readConfig(tokens));
  } catch {
    return false;
  }
}

function exampleOf(name: string, value: string): string {
  return value === '' || isDefault(name, value) ? '' : ` Example: ${code(value.replace(/-$/, '-…'))}.`;
}

/** Every subcommand with its arguments, options and examples, in the groups of `--help`. */
function writeCommands(): string {
  const all = createProgram().commands;
  const groups = [...new Set(all.map(command => command.helpGroup()))];
  return groups
    .map(group => {
      const commands = all.filter(command => command.helpGroup() === group);
      return `### ${group.replace(/:$/, '')}\n\n${commands.map(writeCommand).join('\n')}`;
    })
    .join('\n');
}

function writeCommand(command: Command): string {
  const rows = [
    ...command.registeredArguments.map(one => [
      code(one.required ? `<${one.name()}>` : `[${one.name()}]`),
      one.description,
    ]),
    ...command.options.map(({ flags, description, argChoices, defaultValue, defaultValueDescription }) => {
      const choices = argChoices ? `: ${argChoices.map(code).join(', ')}` : '';
      const fallback = defaultValueDescription ?? defaultValue;
      return [
        code(flags),
        `${description}${choices}${fallback === undefined ? '' : ` (default: ${code(String(fallback))})`}`,
      ];
    }),
  ];
  return [
    `#### ${command.name()}\n`,
    `${command.description().replace(/\.$/, '')}.\n`,
    ...(rows.length > 0 ? [table(['Argument or option', 'Meaning'], rows)] : []),
    `\`\`\`sh\n${examplesOf(command).join('\n')}\n\`\`\`\n`,
  ].join('\n');
}

/** The examples at the end of its `--help`. */
function examplesOf(command: Command): string[] {
  const written: string[] = [];
  command.configureOutput({ writeOut: text => written.push(text) }).outputHelp();
  return [...written.join('').matchAll(/^ {2}\$ (.*)$/gm)].map(([, example = '']) => example);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[head, head.map(() => '---'), ...rows].map(line).join('\n')}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) {
  for (const page of generatedPages) {
    writeFileSync(new URL(page, root), withGenerated(page, schemas.has(page) ? '' : readPage(page)));
  }
}
