/** Checks the content of callboard.yaml and reports every problem with its path. */

import { nearest } from '../did-you-mean.ts';
import { type Template, templateSchema } from '../messages/template/template.ts';
import { checkRule } from '../rules/check-rule.ts';
import { type Problem, prefixPath } from '../rules/problem.ts';
import { parseWithProblems, suggest } from '../rules/schema-problems.ts';
import { type CallboardFile, channelSchema, type FileChannel, fileSchema, templateName } from './file-schema.ts';

type Checked = { ok: true } | { ok: false; problem: string };

/** Checks that belong to other folders: the platforms' and the templates'. */
export interface FileChecks {
  /** Templates that rules may name in addition to the file's own. */
  templates: readonly string[];
  /** `address` is the full address: `slack:T0123/C0456`. */
  checkAddress(address: string): Checked;
  /** Checks a mention in the format of the address's platform. */
  checkMention(address: string, mention: string): Checked;
  /** The problems of a template, one sentence each. */
  checkTemplate(name: string, template: Template): string[];
}

/** Problems after which the rest isn't checked: a file has room for 50,000, and many get a suggestion, which is slow. */
export const mostFound = 1000;

/** Checks the content. The returned file lacks the parts that have problems. */
export function checkFile(content: unknown, checks: FileChecks): { file: CallboardFile; problems: Problem[] } {
  const problems: Problem[] = [];
  parseWithProblems(fileSchema, content ?? {}, [], problems);
  const [channels, listed] = [sectionOf(content, 'channels'), sectionOf(content, 'templates')];
  const file: CallboardFile = { channels: {}, templates: {} };
  for (const [name, input] of Object.entries(listed)) {
    if (problems.length >= mostFound) break;
    const template = checkTemplate(name, input, checks, problems);
    if (template !== null) file.templates[name] = template;
  }
  const templates = [...checks.templates, ...Object.keys(listed)];
  for (const [address, input] of Object.entries(channels)) {
    if (problems.length >= mostFound) break;
    const channel = checkChannel(address, input, { ...checks, templates }, problems);
    if (channel !== null) file.channels[address] = channel;
  }
  return { file, problems };
}

function checkTemplate(name: string, input: unknown, checks: FileChecks, problems: Problem[]): Template | null {
  const path = ['templates', name];
  if (!templateName.test(name)) {
    problems.push({
      path,
      message:
        'Use letters, digits, dots, - and _ in a template name (100 characters max), and start with a letter or digit',
      ofKey: true,
    });
    return null;
  }
  const ofShape: Problem[] = [];
  const template = parseWithProblems(templateSchema, input, path, ofShape);
  problems.push(...ofShape);
  const readable = template ?? readTextOnly(input);
  if (readable) problems.push(...checks.checkTemplate(name, readable).map(message => ({ path, message })));
  return template;
}

/** The title and body of a template whose other parts have problems, so that all problems are listed at once. */
function readTextOnly(input: unknown): Template | null {
  const { title, body } = Object(input);
  return title === undefined && body === undefined ? null : parseWithProblems(templateSchema, { title, body }, [], []);
}

function checkChannel(address: string, input: unknown, checks: FileChecks, problems: Problem[]): FileChannel | null {
  const path = ['channels', address];
  const known = checks.checkAddress(address);
  if (!known.ok) {
    problems.push({ path, message: known.problem, ofKey: true });
    return null;
  }
  const shapeProblems: Problem[] = [];
  const shape = parseWithProblems(channelSchema, input ?? {}, path, shapeProblems);
  problems.push(...shapeProblems.map(problem => suggestTimezone(problem, input)));
  const rules = Object.values(sectionOf(input, 'rules')).flatMap((rule, at) => {
    if (problems.length >= mostFound) return [];
    const checkMention = (mention: string) => checks.checkMention(address, mention);
    const checked = checkRule(rule, { templates: checks.templates, checkMention });
    if (checked.ok) return [checked.rule];
    problems.push(...checked.problems.map(problem => prefixPath([...path, 'rules', at], problem)));
    return [];
  });
  return shape && { ...shape, rules };
}

/** The mapping or list under a name, so that it is checked even if its siblings have problems. */
function sectionOf(input: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, name)) return {};
  const section: unknown = input[name as keyof typeof input];
  return typeof section === 'object' && section !== null ? { ...section } : {};
}

function suggestTimezone(problem: Problem, input: unknown): Problem {
  if (problem.path.at(-1) !== 'timezone' || typeof input !== 'object' || input === null) return problem;
  const name = 'timezone' in input ? String(input.timezone) : '';
  return { ...problem, ...suggest(nearest(name, Intl.supportedValuesOf('timeZone'))) };
}
