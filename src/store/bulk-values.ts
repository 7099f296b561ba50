/**
 * Rows that are written together, as one parameter: a statement has one text for any number of them, so that it is
 * compiled and prepared once.
 */
import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Db } from './tables.ts';

/** Each column of a row and what it holds: a `bigint` is a number, which stays far below 2^53, a `text` is storable. */
export type Columns<Row> = { readonly [Name in keyof Row]: 'bigint' | 'text' };

/** The columns' names, as an insert lists them. */
export const columnNames = (columns: object) => sql.join(Object.keys(columns).map(name => sql.ref(name)));

/** What one statement takes at most; SQLite's longest text is a billion bytes (https://sqlite.org/limits.html). */
const most = { rows: 500, characters: 16_000_000 };

/** Queries that give the rows in order, with these columns: one, unless there are very many rows, and none for none. */
export function* bulkRows<Row extends { [Name in keyof Row]: string | number | null }>(
  db: Db,
  columns: Columns<Row>,
  rows: readonly Row[],
): Generator<RawBuilder<Row>> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  // As PostgreSQL reads a field of JSON, it is text.
  const fields = sql.raw(names.map((name, at) => `cast(value ->> ${at} as ${columns[name]}) as "${name}"`).join());
  // In binary form, of which a field is read without reading the whole.
  const elements = db.getExecutor().adapter instanceof PostgresAdapter ? 'jsonb_array_elements' : 'jsonb_each';
  for (const some of slices(rows, row => JSON.stringify(names.map(name => row[name]))))
    yield sql`select ${fields} from ${sql.raw(elements)}(${some}) as element`;
}

/** JSON of the rows, each within what one statement takes; at least one row in each. */
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
