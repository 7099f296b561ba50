/** The versions of templates. Each scope has its own: everywhere, a workspace, a channel. */
import { raiseRevision } from '../cache-version.ts';
import type { Db, TemplatesTable } from '../tables.ts';

/** The scope of what holds wherever nothing nearer is said; others are `slack:T0123` and `slack:T0123/C0456`. */
export const everywhere = '';

export interface TemplateKey {
  scope: string;
  name: string;
}

export interface TemplateVersion extends TemplateKey {
  /** From 1. */
  version: number;
  /** The template; null: from here on what holds further out. */
  body: unknown;
  author: string;
  /** Milliseconds. */
  at: number;
}

export interface NewTemplate {
  scope?: string;
  name: string;
  body: unknown;
  author: string;
}

/** Saves a new version, which is at once the one in use, and returns its number. Call it in a transaction. */
export async function saveTemplate(db: Db, template: NewTemplate, now: number): Promise<number> {
  const { scope = everywhere, name, body, author } = template;
  // First, since it makes others who save at the same moment wait.
  await raiseRevision(db, 'templates');
  const version = ((await lastVersion(db, { scope, name }))?.version ?? 0) + 1;
  await db
    .insertInto('templates')
    .values({ scope, name, version, body: body === null ? null : JSON.stringify(body), author, created_at: now })
    .execute();
  return version;
}

/**
 * The same, unless somebody saved since `basedOn` (0: there was none): then nothing is saved, and theirs comes back.
 * Call it in a transaction.
 */
export async function saveTemplateUnlessChanged(
  db: Db,
  template: NewTemplate & { basedOn: number },
  now: number,
): Promise<{ saved: number } | { theirs: TemplateVersion }> {
  const { scope = everywhere, name } = template;
  await raiseRevision(db, 'templates');
  const last = await lastVersion(db, { scope, name });
  if (last && last.version !== template.basedOn) return { theirs: last };
  return { saved: await saveTemplate(db, template, now) };
}

/** The version in use; null when there never was one. */
export async function lastVersion(db: Db, key: TemplateKey): Promise<TemplateVersion | null> {
  return (await listVersions(db, key, 1))[0] ?? null;
}

/** The newest first. */
export async function listVersions(db: Db, { scope, name }: TemplateKey, limit = 25): Promise<TemplateVersion[]> {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where('scope', '=', scope)
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toVersion);
}

export async function findVersion(
  db: Db,
  { scope, name }: TemplateKey,
  version: number,
): Promise<TemplateVersion | null> {
  const row = await db
    .selectFrom('templates')
    .selectAll()
    .where('scope', '=', scope)
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row ? toVersion(row) : null;
}

/** By scope and then by name: the template in use, where one was saved. */
export type SavedTemplates = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** Of all scopes. */
export async function listTemplates(db: Db): Promise<SavedTemplates> {
  const rows = await db
    .selectFrom('templates')
    .select(['scope', 'name', 'body'])
    .where(eb =>
      eb(
        'version',
        '=',
        eb
          .selectFrom('templates as later')
          .select(({ fn }) => fn.max('later.version').as('last'))
          .whereRef('later.scope', '=', 'templates.scope')
          .whereRef('later.name', '=', 'templates.name'),
      ),
    )
    .where('body', 'is not', null)
    .execute();
  const scopes = Map.groupBy(rows, row => row.scope);
  return new Map(
    [...scopes].map(([scope, its]) => [scope, new Map(its.map(row => [row.name, JSON.parse(row.body ?? 'null')]))]),
  );
}

/** The version in use everywhere of every template that was changed, by name. */
export async function currentTemplates(db: Db): Promise<ReadonlyMap<string, unknown>> {
  return (await listTemplates(db)).get(everywhere) ?? new Map();
}

function toVersion({ scope, name, version, body, author, created_at }: TemplatesTable): TemplateVersion {
  return { scope, name, version, body: body === null ? null : JSON.parse(body), author, at: created_at };
}
