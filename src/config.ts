/** Reads the configuration from the environment; no other file does. Reports all problems at once, by the setting's name. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { type PlatformSettings, platformDescriptors } from './platforms/index.ts';
import { declaredSettings, settingForms, settingProblem } from './setting-problems.ts';
import type { SourceConfig } from './sources/open-sources.ts';
import { providers } from './sources/providers/index.ts';
import type { RetentionAges } from './store/retention/prune-step.ts';
import { decodeFile } from './util/decode.ts';
import { day, parseDuration } from './util/duration.ts';
import { fileReason } from './util/errors/file-reason.ts';
import { httpUrl, optionalText, type SettingsGroup } from './util/setting.ts';

/** Milliseconds; null: off. */
const duration = z.string().transform(text => (text === 'off' ? null : parseDuration(text)));

/** Milliseconds of a number of days; null: off. */
const days = z.string().transform(text => (text === 'off' ? null : Number(text) * day));

/** The right secret always works, so wrong guesses can't lock anyone out. Only its length protects it. */
const longSecret = optionalText.refine(
  secret => secret === undefined || [...secret].length >= 12,
  'must have at least 12 characters',
);

/** A list of people and workspaces, each as `<platform>:<id>`. */
const operators = z
  .string()
  .default('')
  .transform(text => text.split(/[\s,]+/).filter(Boolean));

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Callboard's own settings. Providers and platforms declare theirs; setting-problems.ts has the format of each. */
const ownSettings = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.string().transform(Number).default(3000),
  DATABASE_URL: z.string().default('sqlite:./data/callboard.db'),
  HTTP_PROXY: httpUrl.optional(),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: optionalText,
  CALLBOARD_CONFIG: optionalText,
  PUBLIC_URL: httpUrl.transform(url => url.replace(/\/+$/, '')).optional(),
  CONSOLE_PASSWORD: longSecret,
  METRICS_TOKEN: longSecret,
  OPERATORS: operators,
  BATCH_AFTER: duration.default(10_000),
  GIVE_UP_AFTER: duration.default(day),
  RETENTION_DAYS: days.default(90 * day),
  RAW_RETENTION_DAYS: days.default(30 * day),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
});

const declaredTypes: Record<never, z.ZodType> = Object.fromEntries(
  Object.entries(declaredSettings).map(([name, { type }]) => [name, type]),
);
const environment = ownSettings.extend(declaredTypes);

/** The names of all settings. */
export const variableNames: readonly string[] = Object.keys(environment.shape);

export interface Config extends PlatformSettings, SourceConfig {
  host: string;
  /** Zero lets the system choose a free port. */
  port: number;
  databaseUrl: string;
  /** The path of a callboard.yaml that every start imports. */
  configFile: string | null;
  /** The server's URL on the internet, without a slash at the end; null: unknown. */
  publicUrl: string | null;
  consolePassword: string | null;
  /** The bearer token that reads /metrics. */
  metricsToken: string | null;
  /** People (`slack:U0123`) who may change shared things from chat, and workspaces (`slack:T0123`) whose admins may. */
  operators: readonly string[];
  /** A channel that is this far behind gets its waiting messages in a batch, milliseconds; null: never. */
  batchAfter: number | null;
  /** How long a delivery is retried before it fails for good, milliseconds; null: forever. */
  giveUpAfter: number | null;
  /** How long events and webhook bodies stay. */
  retention: RetentionAges;
  logLevel: string;
}

/** Lists the problems of the configuration, one per line, with the setting's name and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(problems: readonly string[]) {
    super(
      [
        `Fix ${problems.length === 1 ? 'this setting' : 'these settings'} in .env or the environment:`,
        ...problems.map(line => `  ${line}`),
      ].join('\n'),
    );
  }
}

/**
 * Adds the settings of the working folder's .env file, if there is one, to the environment, and sends this process's
 * requests through the configured proxy. Returns a function that undoes the latter. Throws an error for people.
 */
export function prepareEnvironment(env: NodeJS.ProcessEnv = process.env): () => void {
  for (const [name, value] of Object.entries(readEnvFile())) env[name] ??= value;
  const isInvalid = Object.entries(proxyOf(env)).some(([name, value]) => problemOf(name, value) !== null);
  // Throws the problems of all settings, so that no second start is needed to see the others.
  if (isInvalid) readConfig(env);
  // Node reads the lower-case names first.
  return http.setGlobalProxyFromEnv({ http_proxy: '', https_proxy: '', no_proxy: '', ...lowerCase(proxyOf(env)) });
}

function readEnvFile(): NodeJS.Dict<string> {
  try {
    const text = decodeFile(readFileSync('.env'));
    if (typeof text !== 'string') throw new Error(`Can't read .env: ${text.message} (line ${text.line}).`);
    // Without this, a byte order mark would become part of the first setting's name.
    return parseEnv(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw code === undefined ? error : new Error(`Can't read .env: ${fileReason(error)}.`);
  }
}

/** Other tools write these names in lower case too. Where both are set, the lower-case one counts, as in Node. */
function proxyOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const values = names.map(name => [name, (env[name.toLowerCase()] || env[name])?.trim() ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

function lowerCase(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Returns how this process was started, as the start of a command for people: `callboard`, or through npm. */
export function commandPrefix(env: NodeJS.ProcessEnv = process.env): string {
  const script = env.npm_lifecycle_event;
  if (script === 'callboard' || script === 'demo' || script === 'start') return 'npm run callboard --';
  return script === 'npx' ? 'npx callboard' : 'callboard';
}

/** Makes the rest of this process use this store, and no other settings of the environment. */
export function useStore(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): void {
  for (const name of variableNames) delete env[name];
  env.DATABASE_URL = databaseUrl;
}

/** Reads the configuration; throws ConfigError with all problems. White space around a value is removed. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const values = { ...Object.fromEntries(trimmed.filter(([, value]) => value !== '')), ...proxyOf(env) };
  const formatProblems = variableNames.flatMap(name => (values[name] && problemOf(name, values[name])) || []);
  const parsed = environment.safeParse(values);
  const typeProblems = (parsed.error?.issues ?? []).map(({ path: [name], message }) =>
    problemText(String(name), message),
  );
  const known = new Set(formatProblems.map(nameIn));
  const problems = [...formatProblems, ...typeProblems.filter(text => !known.has(nameIn(text)))].sort(
    (one, other) => variableNames.indexOf(nameIn(one)) - variableNames.indexOf(nameIn(other)),
  );
  problems.push(...missingPartners(values), ...oldNames(values));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

const nameIn = (problem: string) => problem.split(' ', 1)[0] ?? '';

function problemOf(name: string, value: string): string | null {
  const problem = settingProblem(name, value);
  return problem === null ? null : `${name} ${problem}`;
}

/** Replaces zod's own messages by the setting's. */
function problemText(name: string, message: string): string {
  return `${name} ${message.startsWith('must ') ? message : (settingForms[name]?.rule ?? message)}`;
}

/**
 * Returns the demo's configuration. It uses only PORT, so that the demo needs no credentials and posts to no real channel. Its
 * events are of any day, so they stay.
 */
export function readDemoConfig(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): Config {
  const retention = { RETENTION_DAYS: 'off', RAW_RETENTION_DAYS: 'off' };
  return readConfig({ PORT: env.PORT, DATABASE_URL: databaseUrl, ...retention });
}

/** Reports renamed settings, which would be ignored silently. */
function oldNames(env: Record<string, unknown>): string[] {
  return env.FOLD_AFTER ? ['FOLD_AFTER is now called BATCH_AFTER'] : [];
}

/** Reports settings that need another one. */
function missingPartners(env: Record<string, unknown>): string[] {
  return Object.entries(declaredSettings)
    .filter(([name, { needs }]) => needs !== undefined && env[name] && !env[needs])
    .map(([name, { needs }]) => `${needs} is required when ${name} is set`);
}

/** Reads the settings of each provider or platform, by its name; null: not set up. */
function readGroups(groups: Readonly<Record<string, { settings?: SettingsGroup }>>, env: object) {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, { settings }]) => (settings ? [[name, settings.read(env)]] : [])),
  );
}

function toConfig(env: z.infer<typeof ownSettings>): Config {
  return {
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    providers: readGroups(providers, env),
    platforms: readGroups(platformDescriptors, env),
    configFile: env.CALLBOARD_CONFIG ?? null,
    publicUrl: env.PUBLIC_URL ?? null,
    consolePassword: env.CONSOLE_PASSWORD ?? null,
    metricsToken: env.METRICS_TOKEN ?? null,
    operators: env.OPERATORS,
    proxy:
      env.HTTP_PROXY || env.HTTPS_PROXY
        ? { http: env.HTTP_PROXY ?? '', https: env.HTTPS_PROXY ?? '', no: env.NO_PROXY ?? '' }
        : null,
    batchAfter: env.BATCH_AFTER,
    giveUpAfter: env.GIVE_UP_AFTER,
    retention: { events: env.RETENTION_DAYS, raw: env.RAW_RETENTION_DAYS },
    logLevel: env.LOG_LEVEL,
  };
}
