/**
 * Passes any number of rows to a statement as one JSON parameter. The statement's text doesn't depend on their number, so
 * Kysely compiles it and the database prepares it once.
 */
import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Db } from './tables.ts';

/** The SQL type of each column. A `bigint` is a number far below 2^53; a `text` has been through storable(). */
export type Columns<Row> = { readonly [Name in keyof Row]: 'bigint' | 'text' };

/** The columns' names for an insert, in order. */
export const columnNames = (columns: object) => sql.join(Object.keys(columns).map(name => sql.ref(name)));

/** The most that one statement gets. SQLite's limit for a text is a billion bytes (https://sqlite.org/limits.html). */
const most = { rows: 500, characters: 16_000_000 };

/** Yields queries that return the rows in order, with these columns. No rows yield no query; very many yield several. */
export function* bulkRows<Row extends { [Name in keyof Row]: string | number | null }>(
  db: Db,
  columns: Columns<Row>,
  rows: readonly Row[],
): Generator<RawBuilder<Row>> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  // PostgreSQL's ->> returns text, so each field needs a cast.
  const fields = sql.raw(names.map((name, at) => `cast(value ->> ${at} as ${columns[name]}) as "${name}"`).join());
  // The binary form, jsonb: one field is read without parsing all of it.
  const elements = db.getExecutor().adapter instanceof PostgresAdapter ? 'jsonb_array_elements' : 'jsonb_each';
  for (const slice of slices(rows, row => JSON.stringify(names.map(name => row[name]))))
    yield sql`select ${fields} from ${sql.raw(elements)}(${slice}) as element`;
}

/** Yields JSON arrays of rows, each within the limits of one statement and with at least one row. */
function* slices<Row>(rows: readonly Row[], write: (row: Row) => string): Generator<string> {
  let texts: string[] = [];
  let characters = 0;
  for (const row of rows) {
    const text = write(row);
    if (texts.length === most.rows || (texts.length > 0 && characters + text.length > most.characters)) {
      yield `[${texts}]`;
      texts = [];
      characters = 0;
    }
    texts.push(text);
    characters += text.length;
  }
  if (texts.length > 0) yield `[${texts}]`;
}
