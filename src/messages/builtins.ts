/** The templates that Callboard comes with: templates/<event type>.hbs, and default.hbs for what has none. */
import { readdirSync, readFileSync } from 'node:fs';
import { TemplateError } from './bounds.ts';
import { parseTemplate, type Template } from './template.ts';

const folder = new URL('../../templates/', import.meta.url);

/** Reads all of them, by name; throws TemplateError that names the file. */
export function loadBuiltins(): Map<string, Template> {
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
 * The template for a type: its own, else that of the name before the last dot (`call.transfer`, `call`), and so on,
 * else `default`. Throws TemplateError when there is no default either.
 */
export function findTemplate(templates: ReadonlyMap<string, Template>, type: string): Template {
  for (let name = type; name; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const template = templates.get(name);
    if (template) return template;
  }
  const otherwise = templates.get('default');
  if (!otherwise) throw new TemplateError(`there is no template for ${type} and no default`);
  return otherwise;
}
