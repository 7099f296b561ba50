/** `npm run docs`: writes the tables of README.md that the code knows better than anybody. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type PartName, parts } from '../src/events/event.ts';
import { envelopeFields, type Field, fieldsOfPart, sessionFields } from '../src/events/fields.ts';
import { type EventType, eventTypes } from '../src/events/types.ts';
import { helperUses } from '../src/messages/helpers.ts';
import { providers } from '../src/sources/index.ts';

const readme = new URL('../README.md', import.meta.url);

/** By the name that stands in `<!-- generated: <name> -->`. */
const tables: Record<string, () => string> = {
  'event types': writeTypes,
  names: writeNames,
  helpers: writeHelpers,
};

/** The text with every generated part as it should be. Throws when one of them has no place in it. */
export function withTables(text: string): string {
  return Object.entries(tables).reduce((all, [name, write]) => {
    const place = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    if (!place.test(all)) throw new Error(`README.md has no place for the generated ${name}.`);
    return all.replace(place, (_, before: string, after: string) => `${before}\n${write()}\n${after}`);
  }, text);
}

function writeTypes(): string {
  const rows = Object.entries<EventType>(eventTypes).map(([type, { meaning, parts: carried }]) => {
    return [code(type), meaning, carried.map(code).join(' '), triggersOf(type).map(code).join(' ')];
  });
  return table(['type', 'meaning', 'parts', 'triggers'], rows);
}

function triggersOf(type: string): string[] {
  return Object.values(providers).flatMap(({ triggers }) =>
    Object.entries(triggers).flatMap(([trigger, becomes]) => (becomes === type ? [trigger] : [])),
  );
}

function writeNames(): string {
  const rows = (Object.keys(parts) as PartName[]).map(name => [code(name), namesWithin(name, fieldsOfPart(name))]);
  return table(
    ['part', 'names in it'],
    [
      ['every event', envelopeFields.map(({ path }) => code(path)).join(' ')],
      ...rows,
      [code('session'), namesWithin('session', sessionFields)],
    ],
  );
}

/** Objects are told by what they contain; a choice by its words. */
function namesWithin(part: string, fields: readonly Field[]): string {
  return fields
    .filter(({ kind }) => kind !== 'object')
    .map(({ path, values }) => `${code(path.slice(part.length + 1))}${values ? ` (${values.join(', ')})` : ''}`)
    .join(' ');
}

function writeHelpers(): string {
  const rows = Object.entries(helperUses).map(([name, { meaning, example }]) => [code(name), meaning, code(example)]);
  return table(['helper', 'what it writes', 'example'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return `${[head, head.map(() => '---'), ...rows].map(line).join('\n')}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

if (import.meta.main) writeFileSync(readme, withTables(readFileSync(readme, 'utf8')));
