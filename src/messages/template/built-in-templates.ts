/** The templates that Callboard comes with: templates/<event type>.hbs, and default.hbs for what has none. */
import { readdirSync, readFileSync } from 'node:fs';
import { TemplateError } from '../bounds.ts';
import { parseTemplate, type Template } from './template.ts';

const folder = new URL('../../../templates/', import.meta.url);

let loaded: ReadonlyMap<string, Template> | null = null;

/**
 * All of them, by name; throws TemplateError that names the file. They are read once: a process that opens several
 * stores parses and compiles them once, too.
 */
export function loadBuiltins(): ReadonlyMap<string, Template> {
  loaded ??= readBuiltins();
  return loaded;
}

function readBuiltins(): Map<string, Template> {
  const files = readdirSync(folder).filter(file => file.endsWith('.hbs'));
  return new Map(files.sort().map(file => [file.slice(0, -'.hbs'.length), load(file)]));
}

function load(file: string): Template {
  try {
    return parseTemplate(readFileSync(new URL(file, folder), 'utf8'));
  } catch (error) {
    throw new TemplateError(`templates/${file}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The name of the template for a type: its own, else the name before the last dot (`call.transfer`, `call`), and so on,
 * else `default`.
 */
export function templateNameFor(templates: ReadonlyMap<string, Template>, type: string): string {
  for (let name = type; name; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    if (templates.has(name)) return name;
  }
  return 'default';
}

/**
 * The template for a type; `named` goes before it, unless there is none of that name any more. Throws TemplateError when
 * there is no default either.
 */
export function findTemplate(templates: ReadonlyMap<string, Template>, type: string, named = type): Template {
  const template = templates.get(named) ?? templates.get(templateNameFor(templates, type));
  if (!template) throw new TemplateError(`No template for ${type}, and no default template`);
  return template;
}
