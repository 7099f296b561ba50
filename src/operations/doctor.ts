/** Checks this setup and reports each finding in one sentence. */
import { dirname, isAbsolute, relative } from 'node:path';
import { pino } from 'pino';
import { connectPlatforms, listSetUp, type PlatformSettings, platformDescriptors } from '../platforms/index.ts';
import type { Finding } from '../platforms/platform.ts';
import { type AddedSource, openSources, type SourceConfig } from '../sources/open-sources.ts';
import { providers } from '../sources/providers/index.ts';
import type { Database } from '../store/database.ts';
import { countDeliveries } from '../store/deliveries/deliveries.ts';
import { type Hold, listHolds } from '../store/deliveries/holds.ts';
import { countWaiting, listWaiting, sumWaiting, type WaitingCounts } from '../store/deliveries/waiting.ts';
import { describeFailure } from '../store/describe-database-error.ts';
import { listRejections, type RejectionCount } from '../store/sources/rejected-webhooks.ts';
import { readSourceStats } from '../store/sources/source-stats.ts';
import { listSources } from '../store/sources/sources.ts';
import { canShrink } from '../store/sqlite/file-space.ts';
import type { Db } from '../store/tables.ts';
import { counted, plural } from '../util/plural.ts';
import { findWidePaths } from '../util/private-files.ts';
import { relativeTime } from '../util/relative-time.ts';
import { type Core, openCore } from './core.ts';
import { readConfigFile } from './import-export.ts';
import { isSetUp, readAllHolds } from './why/not-set-up.ts';

/** The settings that are checked, as Config has them. */
interface DoctorSettings extends SourceConfig, PlatformSettings {
  databaseUrl: string;
  configFile: string | null;
  /** The demo reads no settings, so no fix names one. */
  isDemo?: boolean;
}

/** Runs all checks. `config` is the configuration, or the error from reading it. Never throws. */
export async function diagnose(config: DoctorSettings | Error): Promise<Finding[]> {
  if (config instanceof Error) return [{ ok: false, text: config.message }];
  const parts = [checkStore(config), checkPlatforms(config)];
  const findings = (await Promise.all(parts.map(part => part.catch(asFinding)))).flat();
  // Afterwards, because opening the store creates files.
  return [...findings, ...checkFiles(config)];
}

function asFinding(error: unknown): Finding[] {
  return [{ ok: false, text: describeFailure(error) }];
}

async function checkStore(config: DoctorSettings): Promise<Finding[]> {
  const core = await openCore(config.databaseUrl);
  try {
    const { failed } = await countDeliveries(core.database.db);
    const waitingIn = await countWaiting(core.database.db, { holdOf: await readAllHolds(core.database.db, config) });
    const waiting = listWaiting(sumWaiting(waitingIn.values()));
    const counts = [...(waiting.length > 0 ? waiting : ['0 queued']), counted(failed, 'failed message')];
    const findings: Finding[] = [
      {
        ok: true,
        text: `Database: ${databaseTitles[core.database.kind]} works (${counts.join(', ')}).`,
        ...(failed > 0 && { fix: 'List failed messages with:', command: 'deliveries --state failed' }),
      },
      ...(await checkFileSpace(core.database)),
      // A hold of a whole platform is about its token, which is checked below.
      ...(await listHolds(core.database.db)).filter(({ channel }) => !channel.includes('*')).map(describeHold),
      ...describeUnconnected(waitingIn, config),
    ];
    if (config.configFile) findings.push(...(await checkConfigFile(core, config.configFile).catch(asFinding)));
    const last = new Map((await readSourceStats(core.database.db, 0)).map(({ source, last }) => [source, last]));
    findings.push(...(await checkRequests(config, core.database.db)));
    return [...findings, ...checkSources(config, await listSources(core.database.db), last)];
  } finally {
    await core.close();
  }
}

/** Recommends to rewrite the file of an early version, once. */
async function checkFileSpace({ kind, db }: Database): Promise<Finding[]> {
  if (kind === 'postgres' || (await canShrink(db))) return [];
  const text = 'Database: the file keeps its size when old data is deleted.';
  return [{ ok: true, text, fix: 'To let it shrink, stop Callboard, then run once:', command: 'prune --vacuum' }];
}

async function checkConfigFile(core: Core, path: string): Promise<Finding[]> {
  await readConfigFile(core, path);
  return [{ ok: true, text: `CALLBOARD_CONFIG: ${path} is valid.` }];
}

/** Reports requests of platforms with a missing or wrong signature since the last valid one. */
async function checkRequests(config: DoctorSettings, db: Db): Promise<Finding[]> {
  const rejections = await listRejections(db);
  return listSetUp(config).flatMap(({ descriptor, settings }) => {
    const path = descriptor.receivesAt?.(settings) ?? null;
    const rejected = path === null ? undefined : rejections.get(path);
    return rejected ? [describeRejected(descriptor.title, path ?? '', rejected)] : [];
  });
}

function describeRejected(title: string, path: string, { count, at, reason }: RejectionCount): Finding {
  const last = `${count === 1 ? 'at' : 'the last at'} ${new Date(at).toISOString()}`;
  const { cause, fix } = splitReason(reason);
  return {
    ok: false,
    text: `${title}: ${counted(count, 'request')} to ${path} ${plural(count, 'was', 'were')} rejected, ${last}: ${cause}.`,
    fix,
  };
}

/** Splits `The channel is archived. Unarchive it.` into its cause, without the full stop, and the fix, which may be empty. */
function splitReason(reason: string): { cause: string; fix: string } {
  const [cause = '', ...fix] = reason.replace(/\.$/, '').split('. ');
  return { cause, fix: fix.length > 0 ? `${fix.join('. ')}.` : '' };
}

const databaseTitles = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

function describeHold({ channel, held, since }: Hold): Finding {
  const { cause, fix } = splitReason(held ?? '');
  return {
    ok: false,
    state: 'on hold',
    text: `Channel ${channel} went on hold ${relativeTime(since)}: ${cause}.`,
    fix: `${fix || 'Fix the cause.'} Posting then resumes within 5 minutes.`,
  };
}

/** Reports messages of platforms without a token. `waitingIn` counts messages by channel. */
function describeUnconnected(waitingIn: ReadonlyMap<string, WaitingCounts>, config: DoctorSettings): Finding[] {
  return Object.values(platformDescriptors).flatMap(({ name, title, tokenSetting }) => {
    const channels = [...waitingIn].filter(([channel]) => channel.startsWith(`${name}:`));
    const count = channels.flatMap(([, states]) => Object.values(states)).reduce((sum, each) => sum + each, 0);
    if (count === 0 || isSetUp(name, config)) return [];
    const reason = config.isDemo ? `the demo doesn't post to ${title}` : `${title} isn't set up`;
    const text = `${counted(count, 'message')} ${plural(count, 'is', 'are')} on hold because ${reason}.`;
    return [{ ok: false, state: 'on hold', text, ...(!config.isDemo && { fix: `Set ${tokenSetting}.` }) }];
  });
}

/** The next step where no source is set up. */
export const howToAddSources = `${Object.values(providers)
  .map(({ title, settingsText }) => `For ${title}, set ${settingsText}. `)
  .join('')}Or run /callboard source add in chat or the console.`;

/** Reports each source. `last` is the time of each source's last webhook, milliseconds. */
function checkSources(
  config: DoctorSettings,
  added: readonly AddedSource[],
  last: ReadonlyMap<string, number>,
): Finding[] {
  const { all, unsigned } = openSources(config, added);
  if (unsigned === 'accepted') {
    const text = 'Sources: not set up. Unsigned webhooks are accepted from this machine only.';
    // A warning before a source is added, because the default endpoints then stop accepting unsigned webhooks.
    const fix = `${howToAddSources} Once a source is set up, unsigned webhooks are rejected.`;
    return [{ ok: true, state: 'not set up', text, ...(!config.isDemo && { fix }) }];
  }
  if (unsigned === 'rejected' || all.length === 0) {
    return [{ ok: false, text: 'Sources: not set up, so every webhook is rejected.', fix: howToAddSources }];
  }
  return all.map(({ name, provider }) => {
    const received = last.get(name);
    const webhook = received === undefined ? 'no webhook received yet' : `last webhook ${relativeTime(received)}`;
    return { ok: true, text: `Source ${name}: ${provider.title} at /webhooks/${name}, ${webhook}.` };
  });
}

/** Reports files that other users can open: the database with its side files and folder, and .env. They hold secrets. */
function checkFiles({ databaseUrl }: DoctorSettings): Finding[] {
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : ':memory:';
  const stored = path === ':memory:' ? [] : ['', '-wal', '-shm', '-journal', '-serving'].map(end => `${path}${end}`);
  const folders = stored.length > 0 && isOwnFolder(dirname(path)) ? [dirname(path)] : [];
  return findWidePaths([...folders, ...stored, '.env']).map(({ path, mode, fix }) => ({
    ok: false,
    text: `Other users on this machine can open ${path} (mode ${mode}). Run: ${fix}`,
  }));
}

/** Whether a folder is the database's own: neither the working directory nor one above it. */
function isOwnFolder(folder: string): boolean {
  return relative(folder, process.cwd()).startsWith('..') || isAbsolute(relative(folder, process.cwd()));
}

/** Reports each platform that has no token. */
function listNotSetUp(config: DoctorSettings): Finding[] {
  return Object.values(platformDescriptors).flatMap(({ name, title, tokenSetting }) =>
    isSetUp(name, config)
      ? []
      : [
          {
            ok: true,
            state: 'not set up',
            text: `${title}: not set up.`,
            ...(!config.isDemo && { fix: `Set ${tokenSetting} to post there.` }),
          },
        ],
  );
}

async function checkPlatforms(config: DoctorSettings): Promise<Finding[]> {
  const { connected, problems } = await connectPlatforms(config, pino({ level: 'silent' }));
  const findings = await Promise.all(connected.map(({ platform }) => platform.diagnose().catch(asFinding)));
  return [...findings.flat(), ...problems.map(text => ({ ok: false, text })), ...listNotSetUp(config)];
}
