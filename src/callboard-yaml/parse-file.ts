/** Parses callboard.yaml. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, Scalar, visit } from 'yaml';
import { formatProblem, type Problem } from '../rules/problem.ts';
import { checkFile, type FileChecks, mostFound } from './check-file.ts';
import type { CallboardFile } from './file-schema.ts';
import { describeYamlError, quoteIt, startsComment, tooDeep, tooManyAliases, wordAt } from './yaml-errors.ts';

export interface FileProblem {
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  message: string;
  suggestion?: string;
}

type ParsedFile = { ok: true; file: CallboardFile } | { ok: false; problems: FileProblem[] };

/** Characters. */
const longest = 1024 * 1024;

/** Aliases of a file: for each one, the yaml library searches the whole file. */
const mostAliases = 500;

/** Problems reported at most: unclosed brackets cause one each. */
const mostProblems = 100;

/** Parses and checks a file. Reports all problems at once, in the order of the lines. Never throws. */
export function parseFile(text: string, checks: FileChecks): ParsedFile {
  const lines = new LineCounter();
  if (text.length > longest) return refuse(`The file is longer than ${longest.toLocaleString('en')} characters`);
  try {
    // With unique keys, the yaml library compares each key with every other one: minutes for a mapping of 50,000.
    const options = { lineCounter: lines, stringKeys: true, prettyErrors: false, uniqueKeys: false } as const;
    const document = parseDocument(text, options);
    const syntaxProblems = [findSyntaxErrors, findDuplicateKeys, findUnquoted].flatMap(find => find(document, text));
    if (syntaxProblems.length > 0) {
      const placed = inOrder(syntaxProblems.map(({ offset, message }) => at(lines, offset, message)));
      return { ok: false, problems: placed.filter(isNotConsequence).slice(0, mostProblems) };
    }
    if (countAliases(document) > mostAliases) return refuse(tooManyAliases);
    const { file, problems } = checkFile(document.toJS({ maxAliasCount: 100 }), checks);
    if (problems.length === 0) return { ok: true, file };
    // A problem's place is searched among all keys of its mapping.
    const found = problems.slice(0, mostFound).map(problem => place(problem, document, lines, text));
    return { ok: false, problems: inOrder(found).slice(0, mostProblems) };
  } catch (error) {
    // The yaml library gives up on aliases that multiply and on nesting that is deeper than the stack.
    return refuse(error instanceof ReferenceError ? tooManyAliases : tooDeep);
  }
}

/** Drops a problem on the line of an earlier one, because it is often its consequence. Each missing quote is reported. */
function isNotConsequence({ line, message }: FileProblem, index: number, all: readonly FileProblem[]): boolean {
  return line !== all[index - 1]?.line || message.startsWith('Write "');
}

const inOrder = (problems: FileProblem[]) => problems.sort((a, b) => a.line - b.line || a.column - b.column);

interface SyntaxProblem {
  offset: number;
  message: string;
}

/** Finds YAML syntax errors. Nesting that is too deep causes one at each bracket, so only the first is reported. */
function findSyntaxErrors({ errors, warnings }: Document, text: string): SyntaxProblem[] {
  const deepest = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  return (deepest ? [deepest] : [...errors, ...warnings]).map(error => describeYamlError(error, text));
}

function countAliases(document: Document): number {
  let count = 0;
  visit(document, {
    Alias() {
      count += 1;
    },
  });
  return count;
}

/** Finds names that a mapping has twice. */
function findDuplicateKeys(document: Document, text: string): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || !key.range) continue;
        const [start, end] = key.range;
        if (seen.has(key.value))
          found.push(describeYamlError({ code: 'DUPLICATE_KEY', message: '', pos: [start, end] }, text));
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** Finds valid YAML that can't be intended: `*.missed` without quotes, or a template's text that `#` cuts short. */
function findUnquoted(document: Document, text: string): SyntaxProblem[] {
  const anchors = new Set<string>();
  const found: SyntaxProblem[] = [];
  visit(document, {
    Node(_, { anchor }: { anchor?: string }) {
      if (anchor) anchors.add(anchor);
    },
  });
  visit(document, {
    Alias(_, { source, range }) {
      // The yaml library reports an empty alias itself.
      if (source === '' || anchors.has(source) || !range) return;
      found.push({ offset: range[0], message: quoteIt(wordAt(text, range[0]), '* starts an alias') });
    },
    Scalar(_, { type, value, comment, range }, path) {
      const cutShort = type === Scalar.PLAIN && /^\S/.test(comment ?? '');
      if (!cutShort || !range || !isInTemplates(document, path)) return;
      const message = value === null ? null : `Put the whole value in quotes. Unquoted, ${startsComment}`;
      found.push({ offset: range[0], message: message ?? quoteIt(`#${wordAt(comment ?? '', 0)}`, startsComment) });
    },
  });
  return found;
}

function isInTemplates(document: Document, path: readonly unknown[]): boolean {
  const top = isMap(document.contents) ? document.contents.items.find(item => path.includes(item)) : undefined;
  return isScalar(top?.key) && top.key.value === 'templates';
}

/** `12:5: channels.slack:T1/C1.rules[0].on: Unknown event type "call.mised". Did you mean "call.missed"?` */
export function formatFileProblem({ line, column, message, suggestion }: FileProblem): string {
  return `${line}:${column}: ${formatProblem({ path: [], message, ...(suggestion && { suggestion }) })}`;
}

function refuse(message: string): ParsedFile {
  return { ok: false, problems: [{ line: 1, column: 1, message }] };
}

function at(lines: LineCounter, offset: number, message: string): FileProblem {
  // An empty file has no line at all.
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), message };
}

function place(problem: Problem, document: Document, lines: LineCounter, text: string): FileProblem {
  const { suggestion } = problem;
  const lost = problem.ofKey ? null : lostText(document.getIn(problem.path, true), text);
  const message = formatProblem({ path: problem.path, message: lost ?? problem.message });
  return { ...at(lines, offsetOf(problem, document, text), message), ...(suggestion !== undefined && { suggestion }) };
}

/** For a value that YAML read as a comment or an anchor, the text to write instead; null for any other value. */
function lostText(node: unknown, text: string): string | null {
  if (!isScalar(node) || node.value !== null || !node.range) return null;
  if (node.anchor) return quoteIt(`&${wordAt(node.anchor, 0)}`, '& starts an anchor');
  const [, comment] = /^[ \t]*(#\S+)/.exec(text.slice(node.range[0], node.range[0] + 200)) ?? [];
  return comment === undefined ? null : quoteIt(wordAt(comment, 0), startsComment);
}

/** The offset of a problem in the text. A missing value has the offset of its parent. */
function offsetOf(problem: Problem, document: Document, text: string): number {
  for (let length = problem.path.length; length >= 0; length--) {
    const path = problem.path.slice(0, length);
    const whole = length === problem.path.length;
    const node = whole && problem.ofKey ? keyNode(document, path) : document.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0] + (whole ? offsetWithin(problem, node, text) : 0);
  }
  return 0;
}

function keyNode(document: Document, path: Problem['path']): unknown {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(map)) return null;
  return map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

/** The offset within a scalar. 0 when its source differs from its value, as with escapes or several lines. */
function offsetWithin({ offset }: Problem, node: unknown, text: string): number {
  if (offset === undefined || !isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
  const quote = node.type === Scalar.PLAIN ? 0 : 1;
  const start = node.range[0] + quote;
  return text.startsWith(node.value, start) ? quote + offset : 0;
}
