/** Applies the file that CALLBOARD_CONFIG names, at every start. */
import { basename } from 'node:path';
import type { ConfigFile } from '../chat/command.ts';
import type { Log } from '../log.ts';
import type { Core } from '../operations/core.ts';
import { importFile } from '../operations/import-export.ts';
import { describeFailure } from '../store/describe-database-error.ts';

/** Applies the file, and returns what it names; warnings go to the log. Throws for a file with problems. */
export async function importConfigFile(core: Core, path: string, log: Log): Promise<ConfigFile> {
  const warn = (reason: string) =>
    log.warn({ op: 'config.import', file: path, reason }, 'the configuration file has a warning; importing it anyway');
  const { file } = await importFile(core, path, 'CALLBOARD_CONFIG', warn).catch(cause => {
    throw new Error(`CALLBOARD_CONFIG: ${describeFailure(cause)}`, { cause });
  });
  const [channels, templates] = [new Set(Object.keys(file.channels)), new Set(Object.keys(file.templates))];
  return { name: basename(path), channels, templates };
}
