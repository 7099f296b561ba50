/** Weighs the values of an event by the time it takes to read them. */

/** Names from the root: `['call', 'caller', 'id']`. */
export type Path = readonly string[];

/** Characters per step: a function reads about as many in the time of reading one field. */
export const charactersPerStep = 8;

/** The value at a path; undefined if there is none. */
export function readPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}

const weights = new WeakMap<object, number>();

/** Steps of reading a complete value, at least 1. Each entry of a list and each field counts. */
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

/** The weights of one field over the entries of a list. */
export interface EntryWeights {
  sum: number;
  largest: number;
}

const weightsOfEntries = new WeakMap<object, Map<string, EntryWeights>>();

/** Weighs one field in each entry of a list. */
export function weighAll(list: readonly unknown[], path: Path): EntryWeights {
  const known = weightsOfEntries.get(list) ?? new Map<string, EntryWeights>();
  weightsOfEntries.set(list, known);
  return known.getOrInsertComputed(path.join('.'), () =>
    list.reduce<EntryWeights>(
      ({ sum, largest }, entry) => {
        const weight = weighOne(readPath(entry, path));
        return { sum: sum + weight, largest: Math.max(largest, weight) };
      },
      { sum: 0, largest: 0 },
    ),
  );
}
