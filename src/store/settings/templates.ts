/** Versions of templates, per scope: global, a workspace, a channel. */
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';
import type { TemplatesTable } from './setting-tables.ts';

/** The global scope, used where no nearer one has the template. Others are `slack:T0123` and `slack:T0123/C0456`. */
export const globalScope = '';

interface TemplateKey {
  scope: string;
  name: string;
}

export interface TemplateVersion extends TemplateKey {
  /** From 1. */
  version: number;
  /** The template; null: reset to the next wider scope's. */
  body: unknown;
  author: string;
  /** Milliseconds. */
  at: number;
}

interface NewTemplate {
  scope?: string;
  name: string;
  body: unknown;
  author: string;
}

/** Saves a new version, which is used from now on, and returns its number. Call it in a transaction. */
export async function saveTemplate(db: Db, template: NewTemplate, now: number): Promise<number> {
  const { scope = globalScope, name, body, author } = template;
  // First, since this row's lock makes concurrent saves wait.
  await raiseRevision(db, 'templates');
  const version = ((await lastVersion(db, { scope, name }))?.version ?? 0) + 1;
  await db
    .insertInto('templates')
    .values({ scope, name, version, body: body === null ? null : JSON.stringify(body), author, created_at: now })
    .execute();
  return version;
}

/**
 * Saves a new version, unless someone saved one after `basedOn` (0: there was none). Then it returns theirs. Call it in a
 * transaction.
 */
export async function saveTemplateUnlessChanged(
  db: Db,
  template: NewTemplate & { basedOn: number },
  now: number,
): Promise<{ saved: number } | { theirs: TemplateVersion }> {
  const { scope = globalScope, name } = template;
  await raiseRevision(db, 'templates');
  const last = await lastVersion(db, { scope, name });
  if (last && last.version !== template.basedOn) return { theirs: last };
  return { saved: await saveTemplate(db, template, now) };
}

/** Returns the version in use; null when none was ever saved. */
export async function lastVersion(db: Db, key: TemplateKey): Promise<TemplateVersion | null> {
  return (await listVersions(db, key, 1))[0] ?? null;
}

/** Lists a template's versions, newest first. */
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

/** Finds a version by its number; null when it doesn't exist. */
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

/** Saved templates in use, by scope and then by name. */
type SavedTemplates = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** Lists the saved templates of all scopes. */
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

/** Lists the saved templates of the global scope, by name. */
export async function currentTemplates(db: Db): Promise<ReadonlyMap<string, unknown>> {
  return (await listTemplates(db)).get(globalScope) ?? new Map();
}

function toVersion({ scope, name, version, body, author, created_at }: TemplatesTable): TemplateVersion {
  return { scope, name, version, body: body === null ? null : JSON.parse(body), author, at: created_at };
}
