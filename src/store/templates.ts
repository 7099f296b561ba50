import { raiseRevision } from './revisions.ts';
import type { Db } from './tables.ts';

/** Saves a new version, which is at once the one in use, and returns its number (from 1). */
export async function saveTemplate(
  db: Db,
  template: { name: string; body: unknown; author: string },
  now: number,
): Promise<number> {
  const { name, body, author } = template;
  const { last } = await db
    .selectFrom('templates')
    .select(eb => eb.fn.max('version').as('last'))
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  const version = Number(last ?? 0) + 1;
  await db
    .insertInto('templates')
    .values({ name, version, body: body === null ? null : JSON.stringify(body), author, created_at: now })
    .execute();
  await raiseRevision(db, 'templates');
  return version;
}

/** The version in use of every template that was changed, by name. */
export async function currentTemplates(db: Db): Promise<Map<string, unknown>> {
  const rows = await db.selectFrom('templates').select(['name', 'body']).orderBy('version').execute();
  const current = new Map<string, unknown>();
  for (const { name, body } of rows) {
    if (body === null) current.delete(name);
    else current.set(name, JSON.parse(body));
  }
  return current;
}
