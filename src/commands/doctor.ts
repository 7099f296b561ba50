/** What is right and what is wrong with this set-up, one sentence each. */
import { dirname, isAbsolute, relative } from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { openCore } from '../core.ts';
import { connectPlatforms } from '../platforms/index.ts';
import type { Finding } from '../platforms/platform.ts';
import { type AddedSource, openSources } from '../sources/registry.ts';
import { countDeliveries } from '../store/deliveries.ts';
import { listSources } from '../store/sources.ts';
import { findWidePaths } from '../util/private-files.ts';
import { readConfigFile } from './config-file.ts';

/** `config` is the configuration, or the error that reading it threw. Never throws. */
export async function diagnose(config: Config | Error): Promise<Finding[]> {
  if (config instanceof Error) return [{ ok: false, text: config.message }];
  const parts = [checkStore(config), checkPlatforms(config)];
  const findings = (await Promise.all(parts.map(part => part.catch(asFinding)))).flat();
  // Afterwards, because opening the store creates files.
  return [...findings, ...checkFiles(config)];
}

function asFinding(error: unknown): Finding[] {
  return [{ ok: false, text: error instanceof Error ? error.message : String(error) }];
}

async function checkStore(config: Config): Promise<Finding[]> {
  const core = await openCore(config.databaseUrl);
  try {
    const { pending, sending, dead } = await countDeliveries(core.database.db);
    const findings: Finding[] = [
      {
        ok: true,
        text: `Store: ${core.database.kind} answers; ${pending + sending} deliveries wait, ${dead} are dead letters.`,
      },
    ];
    if (config.configFile) {
      await readConfigFile(core, config.configFile);
      findings.push({ ok: true, text: `CALLBOARD_CONFIG: ${config.configFile} is right.` });
    }
    return [...findings, ...checkSources(config, await listSources(core.database.db))];
  } finally {
    await core.close();
  }
}

function checkSources(config: Config, added: readonly AddedSource[]): Finding[] {
  const { all, unsigned } = openSources(config, added);
  if (unsigned === 'accepted') {
    return [
      {
        ok: true,
        text: 'Sources: none is configured, so cometchat and videosdk accept unsigned webhooks from this machine.',
      },
    ];
  }
  if (unsigned === 'rejected' || all.length === 0) {
    return [
      {
        ok: false,
        text: 'Sources: none. Set COMETCHAT_USERNAME and COMETCHAT_PASSWORD, or VIDEOSDK_PUBLIC_KEY or VIDEOSDK_API_URL.',
      },
    ];
  }
  return all.map(({ name, provider }) => ({
    ok: true,
    text: `Source ${name}: ${provider.title}, POST /webhooks/${name}.`,
  }));
}

/** The database and the files beside it, its folder, and .env: they hold tokens and what people said. */
function checkFiles({ databaseUrl }: Config): Finding[] {
  const path = databaseUrl.startsWith('sqlite:') ? databaseUrl.slice('sqlite:'.length) : ':memory:';
  const stored = path === ':memory:' ? [] : ['', '-wal', '-shm', '-journal', '-serving'].map(end => `${path}${end}`);
  const folders = stored.length > 0 && isOwnFolder(dirname(path)) ? [dirname(path)] : [];
  return findWidePaths([...folders, ...stored, '.env']).map(({ path, mode, fix }) => ({
    ok: false,
    text: `Others on this machine can open ${path} (mode ${mode}). Run: ${fix}`,
  }));
}

/** A folder made for the database: neither where Callboard runs nor one above it. */
function isOwnFolder(folder: string): boolean {
  return relative(folder, process.cwd()).startsWith('..') || isAbsolute(relative(folder, process.cwd()));
}

async function checkPlatforms(config: Config): Promise<Finding[]> {
  const { connected, problems } = await connectPlatforms(config, pino({ level: 'silent' }));
  const missing: Finding[] = [
    ...(config.slack ? [] : [{ ok: true, text: 'Slack: not configured (SLACK_BOT_TOKEN).' }]),
    ...(config.discord ? [] : [{ ok: true, text: 'Discord: not configured (DISCORD_TOKEN).' }]),
  ];
  const findings = await Promise.all(connected.map(({ platform }) => platform.diagnose().catch(asFinding)));
  return [...findings.flat(), ...problems.map(text => ({ ok: false, text })), ...missing];
}
