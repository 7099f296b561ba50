/** The built-in templates: templates/<event type>.hbs, and default.hbs for the other types. */
import { readdirSync, readFileSync } from 'node:fs';
import { TemplateError } from '../bounds.ts';
import { parseTemplate, type Template } from './template.ts';

const folder = new URL('../../../templates/', import.meta.url);

let loaded: ReadonlyMap<string, Template> | null = null;

/**
 * Loads all built-in templates, by name. Throws a TemplateError that names the file. Cached, so that a process that opens
 * several stores parses and compiles them once.
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
 * The name of the template for a type: the type, else its name before the last dot (`call.transfer`, `call`) and so on,
 * else `default`.
 */
export function templateNameFor(templates: ReadonlyMap<string, Template>, type: string): string {
  for (let name = type; name; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    if (templates.has(name)) return name;
  }
  return 'default';
}

/**
 * Finds the template for a type. `named` takes precedence while a template of that name exists. Throws TemplateError if
 * there is no default either.
 */
export function findTemplate(templates: ReadonlyMap<string, Template>, type: string, named = type): Template {
  const template = templates.get(named) ?? templates.get(templateNameFor(templates, type));
  if (!template) throw new TemplateError(`No template for ${type}, and no default template`);
  return template;
}
