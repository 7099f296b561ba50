/**
 * What the server and the command line share: the store with the rules and templates as they stand in it. Each copy in
 * memory is read again when any process changed it.
 */

import { loadBuiltins } from '../messages/template/built-in-templates.ts';
import { createTemplateSets, type Templates } from '../messages/template/template-scopes.ts';
import { createRoutingTable } from '../pipeline/routing-table.ts';
import { workspaceOf } from '../platforms/platform.ts';
import { createCached } from '../store/cache-version.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { everywhere, listTemplates } from '../store/settings/templates.ts';
import { listSources } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';

export async function openCore(databaseUrl: string) {
  const database: Database = await openDatabase(databaseUrl);
  const builtins = loadBuiltins();
  const loadTemplateSets = createCached(['templates'], async db =>
    createTemplateSets(builtins, await listTemplates(db)),
  );
  return {
    database,
    /** What decides where an event goes. */
    loadRoutingTable: createRoutingTable(),
    /** The sources that were added in the store: the same list until one of them changes. */
    loadSources: createCached(['sources'], listSources),
    /** The templates that Callboard comes with. */
    builtins,
    /** The templates that a channel uses, by name; without one those that hold everywhere. */
    async loadTemplates(db: Db, channel?: string): Promise<Templates> {
      return (await loadTemplateSets(db))(scopesOf(channel));
    },
    /** The same, for any number of channels. */
    async loadTemplatesOf(db: Db): Promise<(channel: string) => Templates> {
      const templatesOf = await loadTemplateSets(db);
      return channel => templatesOf(scopesOf(channel));
    },
    close: () => database.close(),
  };
}

/** From the widest to the narrowest. */
function scopesOf(channel: string | undefined): string[] {
  return channel === undefined ? [everywhere] : [everywhere, workspaceOf(channel), channel];
}

export type Core = Awaited<ReturnType<typeof openCore>>;
