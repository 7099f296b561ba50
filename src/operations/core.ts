/**
 * The core that the server and the command line share: the store, with cached rules, sources and templates. A cached copy is
 * read again after any process changed it.
 */

import { loadBuiltins } from '../messages/template/built-in-templates.ts';
import { createTemplateSets, type Templates } from '../messages/template/template-scopes.ts';
import { createRoutingTable } from '../pipeline/routing-table.ts';
import { sqliteWorker } from '../pipeline/sqlite-worker-url.ts';
import { workspaceOf } from '../platforms/platform.ts';
import { createCached, type Revisions } from '../store/cache-version.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { globalScope, listTemplates } from '../store/settings/templates.ts';
import { listSources } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';

/** Opens the database and the caches. */
export async function openCore(databaseUrl: string) {
  const database: Database = await openDatabase(databaseUrl, sqliteWorker);
  const builtins = loadBuiltins();
  const loadTemplateSets = createCached(['templates'], async db =>
    createTemplateSets(builtins, await listTemplates(db)),
  );
  return {
    database,
    /** The channels' rules, mutes and source owners, for routing. */
    loadRoutingTable: createRoutingTable(),
    /** The sources in the store. Returns the same array until one of them changes. */
    loadSources: createCached(['sources'], listSources),
    /** The built-in templates. */
    builtins,
    /** The templates that a channel uses, by name. Without a channel, those that apply everywhere. */
    async loadTemplates(db: Db, channel?: string): Promise<Templates> {
      return (await loadTemplateSets(db))(scopesOf(channel));
    },
    /** Like loadTemplates(), for many channels with one read. */
    async loadTemplatesOf(db: Db, revisions?: Revisions): Promise<(channel: string) => Templates> {
      const templatesOf = await loadTemplateSets(db, revisions);
      return channel => templatesOf(scopesOf(channel));
    },
    close: () => database.close(),
  };
}

/** The scopes of a channel, widest first. */
function scopesOf(channel: string | undefined): string[] {
  return channel === undefined ? [globalScope] : [globalScope, workspaceOf(channel), channel];
}

export type Core = Awaited<ReturnType<typeof openCore>>;
