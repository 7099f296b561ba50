/**
 * What the server and the command line share: the store with the rules and templates as they stand in it. Each copy in
 * memory is read again when any process changed it.
 */
import { loadBuiltins } from './messages/builtins.ts';
import { type Template, templateSchema } from './messages/template.ts';
import { buildIndex } from './rules/match.ts';
import { listChannels, listMutes } from './store/channels.ts';
import { type Database, openDatabase } from './store/database.ts';
import { createCached } from './store/revisions.ts';
import { currentTemplates } from './store/templates.ts';

export async function openCore(databaseUrl: string) {
  const database: Database = await openDatabase(databaseUrl);
  const builtins = loadBuiltins();
  return {
    database,
    /** All rules of all channels, ready to be held against events. */
    loadRules: createCached('rules', async db =>
      buildIndex((await listChannels(db)).flatMap(channel => channel.rules)),
    ),
    /** Until when channels are muted. */
    loadMutes: createCached('rules', listMutes),
    /** The templates in use, by name: the built-in ones and what was saved over them. */
    loadTemplates: createCached('templates', async (db): Promise<ReadonlyMap<string, Template>> => {
      const saved = [...(await currentTemplates(db))].map(
        ([name, body]) => [name, templateSchema.parse(body)] as const,
      );
      return new Map([...builtins, ...saved]);
    }),
    close: () => database.close(),
  };
}

export type Core = Awaited<ReturnType<typeof openCore>>;
