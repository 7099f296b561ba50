/** Environment -> Config. The only place that reads the environment; every problem is reported at once, by name. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { PlatformSettings } from './platforms/index.ts';
import { settingForms, settingProblem } from './settings.ts';
import type { ProviderSettings } from './sources/registry.ts';
import { decodeFile } from './util/decode.ts';
import { day, parseDuration } from './util/duration.ts';
import { fileReason } from './util/file-reason.ts';

const optional = z.string().optional();

const rate = z.string().transform(text => (text === 'off' ? 0 : 1000 / Number.parseInt(text, 10)));

/** Milliseconds; null: off. */
const duration = z.string().transform(text => (text === 'off' ? null : parseDuration(text)));

const httpUrl = z.url({ protocol: /^https?$/ });

const baseUrl = (fallback: string) => httpUrl.transform(url => (url.endsWith('/') ? url : `${url}/`)).default(fallback);

/** Right ones are always let in, so wrong ones can't be kept from guessing: the length has to. */
const longSecret = optional.refine(
  secret => secret === undefined || [...secret].length >= 12,
  'must have at least 12 characters',
);

/** People and workspaces, each as `<platform>:<id>`. */
const operators = z
  .string()
  .default('')
  .transform(text => text.split(/[\s,]+/).filter(Boolean));

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** How each is written is in settings.ts. */
const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.string().transform(Number).default(3000),
  DATABASE_URL: z.string().default('sqlite:./data/callboard.db'),
  COMETCHAT_USERNAME: optional,
  COMETCHAT_PASSWORD: optional,
  VIDEOSDK_PUBLIC_KEY: optional,
  VIDEOSDK_API_URL: httpUrl.optional(),
  SLACK_BOT_TOKEN: optional,
  SLACK_APP_TOKEN: optional,
  SLACK_SIGNING_SECRET: optional,
  SLACK_API_URL: baseUrl('https://slack.com/api/'),
  DISCORD_TOKEN: optional,
  DISCORD_APPLICATION_ID: optional,
  DISCORD_PUBLIC_KEY: optional,
  DISCORD_API_URL: baseUrl('https://discord.com/api').transform(url => url.replace(/\/$/, '')),
  HTTP_PROXY: httpUrl.optional(),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: optional,
  CALLBOARD_CONFIG: optional,
  PUBLIC_URL: httpUrl.transform(url => url.replace(/\/+$/, '')).optional(),
  CONSOLE_PASSWORD: longSecret,
  METRICS_TOKEN: longSecret,
  OPERATORS: operators,
  SLACK_RATE: rate.default(1000),
  BATCH_AFTER: duration.default(10_000),
  GIVE_UP_AFTER: duration.default(day),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
});

/** Every variable that is read. */
export const variableNames: readonly string[] = Object.keys(environment.shape);

export interface Config extends PlatformSettings, ProviderSettings {
  host: string;
  /** 0 takes any free port. */
  port: number;
  databaseUrl: string;
  /** The path of a callboard.yaml that is applied at start. */
  configFile: string | null;
  /** Where this server is reached from outside, without a slash at the end; null: not known. */
  publicUrl: string | null;
  consolePassword: string | null;
  /** The bearer token that reads /metrics. */
  metricsToken: string | null;
  /** Who may change what is everybody's from chat: people (`slack:U0123`), and workspaces (`slack:T0123`) for their admins. */
  operators: readonly string[];
  /** A channel that is this far behind gets its waiting messages in one, milliseconds; null: never. */
  batchAfter: number | null;
  /** How long a delivery may keep failing before it is a dead letter, milliseconds; null: for ever. */
  giveUpAfter: number | null;
  logLevel: string;
}

/** Thrown with one line a problem, each naming its variable and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(problems: readonly string[]) {
    super([`Invalid setting${problems.length === 1 ? '' : 's'}:`, ...problems.map(line => `  ${line}`)].join('\n'));
  }
}

/**
 * Takes what the .env file of the working folder adds to the environment (nothing without one), and has requests go
 * through the proxy that is set there or in the environment. Returns what undoes the latter. Throws with a sentence.
 */
export function prepareEnvironment(env: NodeJS.ProcessEnv = process.env): () => void {
  for (const [name, value] of Object.entries(readEnvFile())) env[name] ??= value;
  const invalid = Object.entries(proxyOf(env)).flatMap(([name, value]) => problemOf(name, value ?? '') ?? []);
  if (invalid.length > 0) throw new ConfigError(invalid);
  // Under the names that Node looks at first, without white space around them.
  return http.setGlobalProxyFromEnv({ http_proxy: '', https_proxy: '', no_proxy: '', ...lowerCase(proxyOf(env)) });
}

function readEnvFile(): NodeJS.Dict<string> {
  try {
    const text = decodeFile(readFileSync('.env'));
    if (typeof text !== 'string') throw new Error(`Can't read .env: ${text.message} (line ${text.line}).`);
    // Else its byte order mark would belong to the name of the first setting.
    return parseEnv(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw code === undefined ? error : new Error(`Can't read .env: ${fileReason(error)}.`);
  }
}

/** Tools write these in small letters too; where both are set, those count, as they do for Node. */
function proxyOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const values = names.map(name => [name, (env[name.toLowerCase()] || env[name])?.trim() ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

function lowerCase(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

/** How this command was started, to be written before the next one: `callboard`, or through npm. */
export function commandPrefix(env: NodeJS.ProcessEnv = process.env): string {
  const script = env.npm_lifecycle_event;
  if (script === 'callboard' || script === 'demo' || script === 'start') return 'npm run callboard --';
  return script === 'npx' ? 'npx callboard' : 'callboard';
}

/** Everything that follows in this process uses this store, and nothing else of the environment. */
export function useStore(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): void {
  for (const name of variableNames) delete env[name];
  env.DATABASE_URL = databaseUrl;
}

/** Reads the configuration; throws ConfigError with every problem at once. White space around a value is no part of it. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const given = { ...Object.fromEntries(trimmed.filter(([, value]) => value !== '')), ...proxyOf(env) };
  const written = variableNames.flatMap(name => (given[name] && problemOf(name, given[name])) || []);
  const parsed = environment.safeParse(given);
  const wrong = (parsed.error?.issues ?? []).map(({ path: [name], message }) => problemText(String(name), message));
  const known = new Set(written.map(nameIn));
  const problems = [...written, ...wrong.filter(text => !known.has(nameIn(text)))].sort(
    (one, other) => variableNames.indexOf(nameIn(one)) - variableNames.indexOf(nameIn(other)),
  );
  problems.push(...missingPartners(given), ...oldNames(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

const nameIn = (problem: string) => problem.split(' ', 1)[0] ?? '';

function problemOf(name: string, value: string): string | null {
  const problem = settingProblem(name, value);
  return problem === null ? null : `${name} ${problem}`;
}

/** zod's own sentences give way to the setting's. */
function problemText(name: string, message: string): string {
  return `${name} ${message.startsWith('must ') ? message : (settingForms[name]?.say ?? message)}`;
}

/** For the demo: of the environment the port alone, so that it posts to nobody's channels and needs no credentials. */
export function readDemoConfig(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): Config {
  return readConfig({ PORT: env.PORT, DATABASE_URL: databaseUrl });
}

/** Settings that were renamed would be ignored silently. */
function oldNames(env: Record<string, unknown>): string[] {
  return env.FOLD_AFTER ? ['FOLD_AFTER is now called BATCH_AFTER'] : [];
}

/** Variables that mean nothing alone. */
function missingPartners(env: Record<string, unknown>): string[] {
  const partners = [
    ['COMETCHAT_USERNAME', 'COMETCHAT_PASSWORD'],
    ['COMETCHAT_PASSWORD', 'COMETCHAT_USERNAME'],
    ['SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN'],
    ['DISCORD_PUBLIC_KEY', 'DISCORD_TOKEN'],
    ['DISCORD_APPLICATION_ID', 'DISCORD_TOKEN'],
  ] as const;
  return partners
    .filter(([name, partner]) => env[name] && !env[partner])
    .map(([name, partner]) => `${partner} is required when ${name} is set`);
}

function toConfig(env: z.infer<typeof environment>): Config {
  return {
    host: env.HOST,
    port: env.PORT,
    databaseUrl: env.DATABASE_URL,
    cometchat:
      env.COMETCHAT_USERNAME && env.COMETCHAT_PASSWORD
        ? { username: env.COMETCHAT_USERNAME, password: env.COMETCHAT_PASSWORD }
        : null,
    videosdk:
      env.VIDEOSDK_PUBLIC_KEY || env.VIDEOSDK_API_URL
        ? // A PEM on one line of a .env file has its line ends written as \n.
          { publicKey: env.VIDEOSDK_PUBLIC_KEY, apiUrl: env.VIDEOSDK_API_URL }
        : null,
    slack: env.SLACK_BOT_TOKEN
      ? {
          botToken: env.SLACK_BOT_TOKEN,
          appToken: env.SLACK_APP_TOKEN,
          signingSecret: env.SLACK_SIGNING_SECRET,
          apiUrl: env.SLACK_API_URL,
          interval: env.SLACK_RATE,
        }
      : null,
    discord: env.DISCORD_TOKEN
      ? {
          token: env.DISCORD_TOKEN,
          applicationId: env.DISCORD_APPLICATION_ID,
          publicKey: env.DISCORD_PUBLIC_KEY,
          apiUrl: env.DISCORD_API_URL,
        }
      : null,
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
    logLevel: env.LOG_LEVEL,
  };
}
