/** How much there is to read in the values of an event. */

/** FoundNames from the outside in: `['call', 'caller', 'id']`. */
export type Path = readonly string[];

/** Characters that count as one step: a function reads about as many in the time in which a field is read. */
export const charactersPerStep = 8;

/** The value at a path; undefined where there is none. */
export function readPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}

const weights = new WeakMap<object, number>();

/** Steps that reading all of a value takes, 1 at least: each entry of a list and each field counts. */
export function weighOne(value: unknown): number {
  if (typeof value === 'string') return 1 + Math.floor(value.length / charactersPerStep);
  if (typeof value !== 'object' || value === null) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  for (const inner of Object.values(value)) weight += weighOne(inner);
  weights.set(value, weight);
  return weight;
}

const sums = new WeakMap<object, Map<string, number>>();

/** The weights of one field of all entries of a list. */
export function weighAll(list: readonly unknown[], path: Path): number {
  const known = sums.get(list) ?? new Map<string, number>();
  sums.set(list, known);
  return known.getOrInsertComputed(path.join('.'), () =>
    list.reduce<number>((sum, entry) => sum + weighOne(readPath(entry, path)), 0),
  );
}
