/** Finds problems of a template without rendering it: syntax, helpers, names, bounds. */
import { listOr } from '../../util/lists.ts';
import { counted } from '../../util/plural.ts';
import { bounds } from '../bounds.ts';
import { parseMarkdown } from '../markdown/parse-markdown.ts';
import { type HelperName, helperUses } from './helpers.ts';
import { fields, fieldsWithin, isFull, report, resolvePath, type Scope } from './resolve-fields.ts';
import { isShortName } from './short-names.ts';
import { parseSyntax } from './syntax.ts';
import { formatTemplate, type Template } from './template.ts';

/** One sentence per problem, with its text and line: `body, line 2: …`. Empty for a valid template. */
export function checkTemplate(template: Template): string[] {
  const texts: [string, string][] = [
    ['title', template.title],
    ...template.buttons.flatMap(({ label, url }, index): [string, string][] => [
      [`button ${index + 1} label`, label],
      [`button ${index + 1} url`, url],
    ]),
    ['body', template.body],
  ];
  // Before anything is parsed: parsing each text up to its own limit would take several times as long.
  if (formatTemplate(template).length > bounds.template)
    return [`Longer than ${bounds.template.toLocaleString('en')} characters`];
  const problems = texts.flatMap(([name, text]) => checkText(text).map(problem => `${name}, ${problem}`));
  if (template.buttons.length > bounds.buttons) problems.push(`Too many buttons (${bounds.buttons} max)`);
  if (!template.title.trim() && !template.body.trim()) problems.push('Empty: add a title or some text');
  return problems;
}

function checkText(text: string): string[] {
  try {
    const problems: string[] = [];
    const program = parseSyntax(text);
    checkProgram(program, [{ base: '', names: {} }], problems);
    parseMarkdown(outlineOf(program));
    return problems;
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The Markdown of a template whose blocks each write all branches once. */
function outlineOf(program: hbs.AST.Program | undefined): string {
  const pieces = (program?.body ?? []).map(node => {
    if (node.type === 'ContentStatement') return (node as hbs.AST.ContentStatement).value;
    if (node.type !== 'BlockStatement') return node.type === 'MustacheStatement' ? 'x' : '';
    const block = node as hbs.AST.BlockStatement;
    return outlineOf(block.program) + outlineOf(block.inverse);
  });
  return pieces.join('');
}

function checkProgram(program: hbs.AST.Program | undefined, scopes: Scope[], problems: string[]): void {
  for (const statement of program?.body ?? []) {
    if (isFull(problems)) return;
    if (statement.type === 'MustacheStatement') checkMustache(statement as hbs.AST.MustacheStatement, scopes, problems);
    if (statement.type === 'BlockStatement') checkBlock(statement as hbs.AST.BlockStatement, scopes, problems);
  }
}

/** Helpers that return one of their values unchanged, so that value is written. */
const giveAsTheyAre: ReadonlySet<string> = new Set<HelperName>(['or', 'pick', 'code']);

function checkMustache(node: hbs.AST.MustacheStatement, scopes: Scope[], problems: string[]): void {
  const path = node.path as hbs.AST.PathExpression;
  if (!Object.hasOwn(helperUses, path.original)) {
    checkWritten(path, resolvePath(path, scopes, problems), problems);
    return;
  }
  const found = checkHelper({ ...node, path }, scopes, problems);
  if (!giveAsTheyAre.has(path.original)) return;
  for (const [at, param] of node.params.entries()) checkWritten(param, found[at] ?? null, problems);
}

const isPerson = (names: readonly string[]) => names.length === 2 && names.includes('id') && names.includes('name');

/** Reports objects and lists, which can't be written. `found` is the path of the field that `node` refers to. */
function checkWritten(node: hbs.AST.Expression, found: string | null, problems: string[]): void {
  if (found === null || isShortName(found.replace('[]', ''))) return;
  const { original } = node as hbs.AST.PathExpression;
  const inner = fieldsWithin(`${found}.`);
  if (fields.get(found)?.kind === 'list')
    report(node, problems, `${original} is a list. Use {{list ${original}}} or #each`);
  else if (inner.length > 0)
    report(
      node,
      problems,
      isPerson(inner)
        ? `${original} is a person or group. Use {{person ${original}}} or ${original}.name`
        : `${original} is an object. Use one of its fields: ${inner.join(', ')}`,
    );
}

function checkBlock(node: hbs.AST.BlockStatement, scopes: Scope[], problems: string[]): void {
  const [subject] = node.params;
  const name = node.path.original;
  const found = subject ? checkExpression(subject, scopes, problems) : null;
  if (name === 'each' && found !== null && fields.get(found)?.kind !== 'list') {
    report(node, problems, `#each needs a list, but ${found} isn't one`);
  }
  for (const pair of node.hash?.pairs ?? []) checkExpression(pair.value, scopes, problems);
  const inner = name === 'each' ? found && `${found}[]` : found;
  const [parameter, index] = node.program?.blockParams ?? [];
  const names = { ...(parameter && { [parameter]: inner }), ...(index && { [index]: null }) };
  const opens = name === 'each' || name === 'with';
  checkProgram(node.program, opens ? [...scopes, { base: inner, names }] : scopes, problems);
  checkProgram(node.inverse, scopes, problems);
}

/** The path of a field; null for other expressions. */
function checkExpression(node: hbs.AST.Expression, scopes: Scope[], problems: string[]): string | null {
  if (node.type === 'PathExpression') return resolvePath(node as hbs.AST.PathExpression, scopes, problems);
  if (node.type === 'SubExpression') checkHelper(node as hbs.AST.SubExpression, scopes, problems);
  return null;
}

type Call = Pick<hbs.AST.SubExpression, 'path' | 'params' | 'hash' | 'loc'>;

/** The path of each value; null for one that isn't a field. */
function checkHelper(node: Call, scopes: Scope[], problems: string[]): (string | null)[] {
  const name = node.path.original as HelperName;
  const { needs, example } = helperUses[name];
  if (node.params.length < needs) {
    report(node, problems, `${name} needs ${counted(needs, 'value')}, like ${example}`);
  }
  const found = node.params.map(param => checkExpression(param, scopes, problems));
  for (const pair of node.hash?.pairs ?? []) checkExpression(pair.value, scopes, problems);
  const literals = node.params
    .filter(param => param.type === 'StringLiteral')
    .map(param => (param as hbs.AST.StringLiteral).value);
  const words = name === 'pick' ? (node.hash?.pairs ?? []).map(pair => pair.key) : name === 'eq' ? literals : [];
  checkWords(node, found.find(path => path !== null) ?? null, words, problems);
  return found;
}

/** Reports texts that a field with fixed values never equals. */
function checkWords(node: Call, path: string | null, words: string[], problems: string[]): void {
  const values = path === null ? undefined : fields.get(path)?.values;
  for (const word of values ? words.filter(word => !values.includes(word)) : []) {
    report(node, problems, `${path} can't be "${word}". Use ${listOr(values ?? [])}`);
  }
}
