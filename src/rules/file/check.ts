/** The check of a callboard.yaml's content: all of its problems, each with its path. */
import { type Template, templateSchema } from '../../messages/template.ts';
import { checkRule } from '../check.ts';
import { type Problem, within } from '../problem.ts';
import { suggest, takeShape } from '../shape.ts';
import { nearest } from '../suggest.ts';
import { type CallboardFile, channelSchema, type FileChannel, fileSchema, templateName } from './format.ts';

type Checked = { ok: true } | { ok: false; problem: string };

/** What the file's parts are checked by, which others know: the platforms and the messages. */
export interface FileChecks {
  /** Names that rules may use beside the file's own templates. */
  templates: readonly string[];
  /** `address` is whole: `slack:T0123/C0456`. */
  checkAddress(address: string): Checked;
  /** A mention in the words of the address's platform. */
  checkMention(address: string, mention: string): Checked;
  /** One sentence for everything that is wrong with a template. */
  checkTemplate(name: string, template: Template): string[];
}

/** What `content` is as a file; null, or short of what has problems, when there are any. */
export function checkFile(content: unknown, checks: FileChecks): { file: CallboardFile | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const shape = takeShape(fileSchema, content ?? {}, [], problems);
  if (shape === null) return { file: null, problems };
  const file: CallboardFile = { channels: {}, templates: {} };
  for (const [name, input] of Object.entries(shape.templates)) {
    const template = checkTemplate(name, input, checks, problems);
    if (template !== null) file.templates[name] = template;
  }
  const templates = [...checks.templates, ...Object.keys(shape.templates)];
  for (const [address, input] of Object.entries(shape.channels)) {
    const channel = checkChannel(address, input, { ...checks, templates }, problems);
    if (channel !== null) file.channels[address] = channel;
  }
  return { file, problems };
}

function checkTemplate(name: string, input: unknown, checks: FileChecks, problems: Problem[]): Template | null {
  const path = ['templates', name];
  if (!templateName.test(name)) {
    problems.push({ path, message: 'a template name has letters, digits, dots, - and _', ofKey: true });
    return null;
  }
  const template = takeShape(templateSchema, input, path, problems);
  if (template === null) return null;
  problems.push(...checks.checkTemplate(name, template).map(message => ({ path, message })));
  return template;
}

function checkChannel(address: string, input: unknown, checks: FileChecks, problems: Problem[]): FileChannel | null {
  const path = ['channels', address];
  const known = checks.checkAddress(address);
  if (!known.ok) {
    problems.push({ path, message: known.problem, ofKey: true });
    return null;
  }
  const shapeProblems: Problem[] = [];
  const shape = takeShape(channelSchema, input ?? {}, path, shapeProblems);
  problems.push(...shapeProblems.map(problem => suggestTimezone(problem, input)));
  const rules = listedRules(input).flatMap((rule, at) => {
    const checkMention = (mention: string) => checks.checkMention(address, mention);
    const checked = checkRule(rule, { templates: checks.templates, checkMention });
    if (checked.ok) return [checked.rule];
    problems.push(...checked.problems.map(problem => within([...path, 'rules', at], problem)));
    return [];
  });
  return shape && { ...shape, rules };
}

/** The rules as they stand, so that they are checked whatever else is wrong with the channel. */
function listedRules(input: unknown): unknown[] {
  const listed = typeof input === 'object' && input !== null && 'rules' in input ? input.rules : null;
  return Array.isArray(listed) ? listed : [];
}

function suggestTimezone(problem: Problem, input: unknown): Problem {
  if (problem.path.at(-1) !== 'timezone' || typeof input !== 'object' || input === null) return problem;
  const name = 'timezone' in input ? String(input.timezone) : '';
  return { ...problem, ...suggest(nearest(name, Intl.supportedValuesOf('timeZone'))) };
}
