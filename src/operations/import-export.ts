/** Imports callboard.yaml into the store, exports it, and compares the two. */
import { readFile } from 'node:fs/promises';
import { type Change, diffFiles } from '../callboard-yaml/diff-files.ts';
import type { CallboardFile, FileChannel } from '../callboard-yaml/file-schema.ts';
import { type FileProblem, formatFileProblem, parseFile } from '../callboard-yaml/parse-file.ts';
import { checkTemplate } from '../messages/template/check-template.ts';
import { type Template, templateSchema } from '../messages/template/template.ts';
import { findDescriptor, platformDescriptors } from '../platforms/index.ts';
import { splitAddress } from '../platforms/platform.ts';
import { audit } from '../store/audit-log.ts';
import { type Channel, listChannels, putChannel } from '../store/settings/channels.ts';
import { currentTemplates, saveTemplate } from '../store/settings/templates.ts';
import type { Db } from '../store/tables.ts';
import { decodeFile } from '../util/decode.ts';
import { fileReason } from '../util/errors/file-reason.ts';
import { listOr } from '../util/lists.ts';
import { counted } from '../util/plural.ts';
import type { Core } from './core.ts';
import { fileWarnings } from './file-warnings.ts';

/** The file has problems. The message lists each with its line and column. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly problems: readonly FileProblem[];

  constructor(path: string, problems: readonly FileProblem[]) {
    const lines = problems.map(problem => `  ${path}:${formatFileProblem(problem)}`);
    super([`${path} has ${counted(problems.length, 'problem')}.`, ...lines].join('\n'));
    this.problems = problems;
  }
}

/** Reads and checks a file. Throws FileError for problems in it, and an Error when the file can't be read at all. */
export async function readConfigFile(core: Core, path: string): Promise<CallboardFile> {
  const bytes = await readFile(path).catch(cause => {
    const missing = cause.code === 'ENOENT';
    throw new Error(missing ? `File ${path} not found.` : `Can't read ${path}: ${fileReason(cause)}.`, { cause });
  });
  const text = decodeFile(bytes);
  if (typeof text !== 'string') throw new FileError(path, [text]);
  const parsed = parseFile(text, {
    templates: [...(await core.loadTemplates(core.database.db)).keys()],
    checkAddress,
    checkMention: (address, mention) => findDescriptor(address)?.checkMention(mention) ?? { ok: true },
    checkTemplate: (_name, template) => checkTemplate(template),
  });
  if (!parsed.ok) throw new FileError(path, parsed.problems);
  return parsed.file;
}

function checkAddress(address: string): { ok: true } | { ok: false; problem: string } {
  const kind = findDescriptor(address);
  if (!kind) {
    const examples = Object.values(platformDescriptors).map(({ addressExample }) => addressExample);
    return { ok: false, problem: `Start the channel ID with its platform: ${listOr(examples)}` };
  }
  if (kind.checkAddress(splitAddress(address).place)) return { ok: true };
  return { ok: false, problem: `${kind.title} channel IDs look like ${kind.addressExample}` };
}

/**
 * Reads a file and applies it. `warn` receives each warning for it, see fileWarnings(). Throws like readConfigFile().
 */
export async function importFile(
  core: Core,
  path: string,
  actor: string,
  warn: (warning: string) => void,
): Promise<{ file: CallboardFile; changes: Change[] }> {
  const file = await readConfigFile(core, path);
  const changes = await applyFile(core, file, actor);
  for (const warning of await fileWarnings(core, file)) warn(warning);
  return { file, changes };
}

/** The contents of the store as a file. */
export async function exportFile(db: Db): Promise<CallboardFile> {
  const channels = (await listChannels(db)).map(channel => [channel.address, toFileChannel(channel)] as const);
  const templates = [...(await currentTemplates(db))].map(
    ([name, body]) => [name, templateSchema.parse(body)] as const,
  );
  return { channels: Object.fromEntries(channels), templates: Object.fromEntries(templates.sort()) };
}

function toFileChannel({ timezone, quiet, rules }: Channel): FileChannel {
  return {
    ...(timezone && { timezone }),
    ...(quiet ? { quiet: quiet as NonNullable<FileChannel['quiet']> } : {}),
    rules: rules.map(({ id: _id, channel: _channel, position: _position, ...rule }) => rule),
  };
}

/** Lists the changes that applying the file would make. Channels and templates that it doesn't name stay as they are. */
export async function compareFile(db: Db, file: CallboardFile): Promise<Change[]> {
  const stored = await exportFile(db);
  return diffFiles(
    { channels: pick(stored.channels, file.channels), templates: pick(stored.templates, file.templates) },
    file,
  );
}

function pick<Value>(from: Record<string, Value>, names: object): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => Object.hasOwn(names, name)));
}

/** Replaces the channels and templates that the file names, all or nothing. `actor` goes into the audit log. */
export async function applyFile({ database: { db } }: Core, file: CallboardFile, actor: string): Promise<Change[]> {
  return db.transaction().execute(async tx => {
    const changes = await compareFile(tx, file);
    const changed = new Set(changes.map(change => change.of));
    const now = Date.now();
    for (const [address, channel] of Object.entries(file.channels)) {
      if (changed.has(address)) await putChannel(tx, { address, ...channel });
    }
    for (const [name, body] of Object.entries<Template>(file.templates)) {
      if (changed.has(name)) await saveTemplate(tx, { name, body, author: actor }, now);
    }
    for (const change of changes) await audit(tx, { actor, action: 'import', target: change.of, detail: change }, now);
    return changes;
  });
}
