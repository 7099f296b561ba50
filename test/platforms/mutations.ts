/** Mutates real payloads: fields are removed, emptied or replaced by another type. No platform rules these out. */
import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -1, 1e308, '', 'zzz', '\0', '../..', '<!channel>', [], [null], [[]], {}),
  fc.constantFrom<Json>({ id: null }, { id: {} }, { toString: 1 }, { length: 1 }, [{ id: '1' }], '9'.repeat(400)),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

const change = fc.record({ at: fc.nat(), to: fc.option(odd, { nil: undefined }) });

/** One to four changes, each of any field; without a value the field is removed. */
export const mutations = fc.array(change, { minLength: 1, maxLength: 4 });
type Mutations = typeof mutations extends fc.Arbitrary<infer Value> ? Value : never;

/** Copies a payload with these changes. */
export function mutate(payload: object, changes: Mutations): object {
  const copy = JSON.parse(JSON.stringify({ payload })) as { payload: Json };
  for (const { at, to } of changes) {
    const fields = fieldsOf(copy.payload);
    const field = fields[at % Math.max(1, fields.length)];
    if (!field) continue;
    if (to !== undefined) field.in[field.key] = structuredClone(to);
    else if (Array.isArray(field.in)) field.in.splice(Number(field.key), 1);
    else delete field.in[field.key];
  }
  return copy.payload as object;
}

/** Lists a payload's mutations: each field removed, null and of other types. */
export function everyField(payload: object): object[] {
  const many = fieldsOf(JSON.parse(JSON.stringify(payload))).length;
  const each = (to: Json | undefined) => Array.from({ length: many }, (_, at) => mutate(payload, [{ at, to }]));
  return [undefined, null, 'zzz', 7, [], {}].flatMap(each);
}

interface FieldOf {
  in: Record<string, Json>;
  key: string;
}

function fieldsOf(value: Json): FieldOf[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = value as Record<string, Json>;
  return Object.keys(inside).flatMap(key => [{ in: inside, key }, ...fieldsOf(inside[key] as Json)]);
}
