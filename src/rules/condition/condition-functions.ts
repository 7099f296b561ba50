/**
 * The two CEL environments. For checking, every field has its type, so that `call.kind > 60` is an error. For running,
 * values are dynamic, since any field can be null and CEL's typed objects reject null.
 */
import { Environment } from '@marcbachmann/cel-js';
import { allFields, type Field } from '../../events/fields.ts';

/** Far above any condition that a person writes. */
export const maxCharacters = 1000;
const limits = { maxAstNodes: 200, maxDepth: 30, maxListElements: 100, maxMapEntries: 20 };

/** The names at the start of every field that a condition can read. */
export const roots = [...new Set(allFields.map(field => field.path.split('.')[0] ?? ''))].filter(
  // CEL has a function of this name, and rules select types with `on`.
  name => name !== 'type',
);

/** CEL doesn't mix doubles (numbers of an event) and ints (literals without a point), so these operators are added. */
const arithmetic = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
};

/** Text functions by name, with their parameter types. */
const functionsOfTexts = {
  contains: ['string'],
  startsWith: ['string'],
  endsWith: ['string'],
  lowerAscii: [],
  upperAscii: [],
  trim: [],
  size: [],
};
export const textFunctions: readonly string[] = Object.keys(functionsOfTexts);

/** Functions that run their arguments for each entry of a list. */
export const loopFunctions: readonly string[] = ['exists', 'all', 'exists_one', 'map', 'filter'];

/**
 * Every function that a condition can use, as a function or a method. The time of each is linear in its values, or counted
 * by cost.ts. All others of the library are rejected: the regular expression behind duration(), for example, takes the cube
 * of a text's length.
 */
export const allowedFunctions: ReadonlySet<string> = new Set([
  ...textFunctions,
  ...loopFunctions,
  ...['int', 'double', 'timestamp'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
]);

export const running = createRunning();
export const checking = createChecking();

function createEnvironment(): Environment {
  const environment = new Environment({ limits, homogeneousAggregateLiterals: false });
  for (const [sign, apply] of Object.entries(arithmetic)) {
    for (const [left, right] of [
      ['double', 'int'],
      ['int', 'double'],
    ]) {
      environment.registerOperator(`${left} ${sign} ${right}: double`, (a, b) => apply(Number(a), Number(b)));
    }
  }
  return environment.registerOperator('double % double: double', arithmetic['%']);
}

function createRunning(): Environment {
  const environment = createEnvironment();
  for (const root of roots) environment.registerVariable(root, 'dyn');
  failOnNull(environment);
  return environment;
}

/**
 * Makes operations on null fail with a prepared error. CEL's own error renders an excerpt of the condition, which takes a
 * hundred times as long as the comparison, and a loop over people with open stays fails for each of them.
 */
function failOnNull(environment: Environment): void {
  const error = new Error('a value is null, so only == and != work');
  const fail = () => {
    throw error;
  };
  for (const sign of ['<', '<=', '>', '>=', ...Object.keys(arithmetic)]) {
    const result = Object.hasOwn(arithmetic, sign) ? 'dyn' : 'bool';
    environment.registerOperator(`null ${sign} null: ${result}`, fail);
    for (const type of ['int', 'double', 'string']) {
      environment.registerOperator(`null ${sign} ${type}: ${result}`, fail);
      environment.registerOperator(`${type} ${sign} null: ${result}`, fail);
    }
  }
  environment.registerFunction('size(null): int', fail);
  for (const [name, types] of Object.entries(functionsOfTexts)) {
    environment.registerFunction(`null.${name}(${types.join(', ')}): dyn`, fail);
    if (types.length > 0) {
      environment.registerFunction(`null.${name}(null): dyn`, fail);
      environment.registerFunction(`string.${name}(null): dyn`, fail);
    }
  }
}

function createChecking(): Environment {
  const environment = createEnvironment();
  const compare = (a: unknown, b: unknown) => a === b;
  for (const type of ['string', 'double', 'bool', 'list']) environment.registerOperator(`${type} == null`, compare);
  environment.registerOperator('double == int', compare);
  environment.registerOperator('double in list<int>', compare);
  for (const field of allFields.filter(({ path }) => roots.includes(path))) {
    environment.registerVariable(field.path, { type: typeOf(environment, field) });
  }
  return environment;
}

/** The CEL type of a field. Registers object types under their path. */
function typeOf(environment: Environment, field: Field): string {
  if (field.kind === 'number') return 'double';
  if (field.kind === 'flag') return 'bool';
  if (field.kind === 'text') return 'string';
  const isList = field.kind === 'list';
  const inside = `${field.path}${isList ? '[]' : ''}.`;
  const inner = allFields.filter(({ path }) => path.startsWith(inside) && !path.slice(inside.length).includes('.'));
  if (inner.length === 0) return 'list<string>';
  const name = inside.slice(0, -1).replace('[]', '_');
  environment.registerType(name, {
    fields: Object.fromEntries(inner.map(child => [child.path.slice(inside.length), typeOf(environment, child)])),
  });
  return isList ? `list<${name}>` : name;
}
