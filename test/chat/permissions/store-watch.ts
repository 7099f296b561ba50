/** Reads a whole SQLite store through a connection of its own, compares it, and puts it back as it was. */
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

type Row = Record<string, SQLOutputValue>;
/** By the table's name, in order of insertion. */
export type Dump = ReadonlyMap<string, readonly Row[]>;

export interface StoreWatch {
  /** All rows. Reads them again only after a commit of another connection, by SQLite's data_version. */
  read(): Dump;
  /** Makes the store what it was when the watch began, if it changed. Caches in memory see new revisions. */
  restore(): void;
  close(): void;
}

/** Tables that people don't change: state between two presses, timers, counters, and the state of processes. */
const left = ['saved_state', 'timers', 'revisions', 'leases', 'replicas'];

/** Watches `file`. No other connection may write during restore(). */
export function watchStore(file: string): StoreWatch {
  const connection = new DatabaseSync(file);
  connection.exec('pragma foreign_keys = off');
  const tables = connection
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'kysely%'",
    )
    .all()
    .map(({ name }) => String(name))
    .filter(name => !left.includes(name));
  const version = () => connection.prepare('pragma data_version').get()?.data_version;
  const readAll = () =>
    new Map(tables.map(table => [table, connection.prepare(`select * from ${table} order by rowid`).all()]));

  let seen = version();
  const first = readAll();
  let last: Dump = first;
  return {
    read() {
      const now = version();
      if (now !== seen) last = readAll();
      seen = now;
      return last;
    },
    restore() {
      const { changed } = compareDumps(first, this.read());
      if (changed.length === 0) return;
      connection.exec('begin immediate');
      for (const table of changed) {
        connection.exec(`delete from ${table}`);
        for (const row of first.get(table) ?? []) {
          const places = Object.keys(row).map(() => '?');
          connection
            .prepare(`insert into ${table} (${Object.keys(row)}) values (${places})`)
            .run(...Object.values(row));
        }
      }
      connection.exec('update revisions set value = value + 1');
      connection.exec('commit');
      last = first;
    },
    close: () => connection.close(),
  };
}

/** The tables that differ, and the owners of the rows that were added, changed or deleted. Both sorted. */
export function compareDumps(before: Dump, after: Dump): { changed: string[]; owners: string[] } {
  const changed: string[] = [];
  const owners = new Set<string>();
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before, after].map(
      dump => new Map((dump.get(table) ?? []).map(row => [JSON.stringify(row), row])),
    );
    const differing = [...(old ?? []), ...(now ?? [])].filter(([text]) => !(old?.has(text) && now?.has(text)));
    if (differing.length === 0) continue;
    changed.push(table);
    for (const [, row] of differing) owners.add(ownerOf(row));
  }
  return { changed: changed.sort(), owners: [...owners].sort() };
}

/** A channel, a workspace, `shared`, or `none` for rows without an owner, such as events. */
function ownerOf(row: Row): string {
  const names = ['channel', 'address', 'workspace', 'scope', 'target'];
  const name = names.find(each => each in row);
  const owner = name === undefined ? 'none' : row[name];
  return owner === null || owner === '' || owner === 'everywhere' ? 'shared' : String(owner);
}
