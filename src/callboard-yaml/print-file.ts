/** Prints callboard.yaml. parseFile() reads the same content back. */
import { Document, isMap, isSeq, Scalar, visit } from 'yaml';
import { type RuleBody, ruleSchema } from '../rules/rule.ts';
import type { CallboardFile, FileChannel } from './file-schema.ts';

/** Prints a file as YAML: one line per rule, template bodies as blocks. */
export function formatFile({ channels, templates }: CallboardFile): string {
  const document = new Document(
    {
      channels: mapValues(channels, plainChannel),
      templates: mapValues(templates, ({ title, color, buttons, body }) => ({
        ...(title !== '' && { title }),
        ...(color !== null && { color }),
        ...(buttons.length > 0 && { buttons }),
        body,
      })),
    },
    { aliasDuplicateObjects: false },
  );
  visit(document, {
    Pair(_, { key, value }) {
      if (!(key instanceof Scalar)) return;
      if (key.value === 'rules' && isSeq(value)) for (const rule of value.items) setFlow(rule);
      if (key.value === 'quiet' || key.value === 'buttons') setFlow(value);
      if (key.value === 'body' && value instanceof Scalar) setBlock(value);
    },
  });
  return write(document);
}

/** Prints a rule on one line: `{ on: call.missed, if: call.kind == "video" }`. */
export function formatRule(rule: RuleBody): string {
  const document = new Document(plainRule(rule), { aliasDuplicateObjects: false });
  setFlow(document.contents);
  return write(document).trimEnd();
}

/** Prints a rule with one line per field, for line-by-line comparison. */
export function formatRuleLines(rule: RuleBody): string {
  const document = new Document(plainRule(rule), { aliasDuplicateObjects: false });
  if (isMap(document.contents)) for (const { value } of document.contents.items) setFlow(value);
  return write(document).trimEnd();
}

function plainChannel({ timezone, quiet, rules }: FileChannel): Record<string, unknown> {
  return { ...(timezone && { timezone }), ...(quiet && { quiet }), rules: rules.map(plainRule) };
}

/** The fields of a rule in the schema's order, without store columns and defaults. */
function plainRule(rule: RuleBody): Record<string, unknown> {
  const names = Object.keys(ruleSchema.shape) as (keyof RuleBody)[];
  const set = names.filter(name => rule[name] !== undefined && !(name === 'do' && rule.do === 'post'));
  return Object.fromEntries(set.map(name => [name, rule[name]]));
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Prints YAML. Quotes text that YAML 1.1 reads as another type (`18:00` is a number there). Also quotes mentions and globs. */
function write(document: Document): string {
  visit(document, {
    Scalar(at, node) {
      if (typeof node.value !== 'string' || node.value.includes('\n') || at === 'key') return;
      if (/^\d+:|[*<]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_, { key, value }) {
      if (!(key instanceof Scalar && key.value === 'if' && value instanceof Scalar)) return;
      value.type = Scalar.QUOTE_SINGLE;
      return visit.SKIP;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function setFlow(node: unknown): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

function setBlock(scalar: Scalar): void {
  if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
}
