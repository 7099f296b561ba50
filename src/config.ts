/** Environment -> Config. The only place that reads the environment; every problem is reported at once, by name. */
import { z } from 'zod';

const optional = z
  .string()
  .trim()
  .transform(text => text || undefined)
  .optional();

const rate = z
  .string()
  .regex(/^(off|[1-9]\d*\/s)$/, 'write a rate as 1/s, 5/s or off')
  .transform(text => (text === 'off' ? 0 : 1000 / Number.parseInt(text, 10)));

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds; null: off. */
const duration = z
  .string()
  .regex(/^(off|\d+[smhd])$/, 'write a time as 10s, 30m, 24h or 2d, or off')
  .transform(text =>
    text === 'off' ? null : Number.parseInt(text, 10) * unitMs[text.slice(-1) as keyof typeof unitMs],
  );

const httpUrl = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' });

const baseUrl = (fallback: string) =>
  z
    .url({ protocol: /^https?$/, error: 'is not an http or https URL' })
    .transform(url => (url.endsWith('/') ? url : `${url}/`))
    .default(fallback);

/** Right ones are always let in, so wrong ones can't be kept from guessing: the length has to. */
const longSecret = optional.refine(
  secret => secret === undefined || [...secret].length >= 12,
  'must have at least 12 characters',
);

/** People and workspaces, each as `<platform>:<id>`. */
const operators = z
  .string()
  .default('')
  .transform(text => text.split(/[\s,]+/).filter(Boolean))
  .refine(
    all => all.every(one => /^(slack:[A-Z][A-Z0-9]+|discord:\d{15,20})$/.test(one)),
    'write people and workspaces as slack:U0123, slack:T0123 or discord:<id>, with commas between',
  );

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port number, 0 to 65535')
    .transform(Number)
    .refine(port => port <= 65_535, 'is not a port number, 0 to 65535')
    .default(3000),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'is neither sqlite:<path> nor postgres://…')
    .default('sqlite:./data/callboard.db'),
  COMETCHAT_USERNAME: optional.refine(
    name => !name?.includes(':'),
    'cannot hold a colon: Basic Auth ends the name there',
  ),
  COMETCHAT_PASSWORD: optional,
  VIDEOSDK_PUBLIC_KEY: optional,
  VIDEOSDK_API_URL: httpUrl.optional(),
  SLACK_BOT_TOKEN: optional,
  SLACK_APP_TOKEN: optional,
  SLACK_SIGNING_SECRET: optional,
  SLACK_API_URL: baseUrl('https://slack.com/api/'),
  DISCORD_TOKEN: optional,
  DISCORD_APPLICATION_ID: optional,
  DISCORD_PUBLIC_KEY: optional.refine(
    key => key === undefined || /^[0-9a-f]{64}$/i.test(key),
    'is not the 64 hex digits of the application page',
  ),
  DISCORD_API_URL: baseUrl('https://discord.com/api').transform(url => url.replace(/\/$/, '')),
  CALLBOARD_CONFIG: optional,
  PUBLIC_URL: httpUrl.transform(url => url.replace(/\/+$/, '')).optional(),
  CONSOLE_PASSWORD: longSecret,
  METRICS_TOKEN: longSecret.refine(
    token => !token || /^[\w.~+/-]+=*$/.test(token),
    'can hold letters, digits and -._~+/ only',
  ),
  OPERATORS: operators,
  SLACK_RATE: rate.default(1000),
  BATCH_AFTER: duration.default(10_000),
  GIVE_UP_AFTER: duration.default(unitMs.d),
  LOG_LEVEL: z.enum(logLevels, { error: `is not one of ${logLevels.join(', ')}` }).default('info'),
});

/** Every variable that is read. */
export const variableNames: readonly string[] = Object.keys(environment.shape);

export interface Config {
  host: string;
  /** 0 takes any free port. */
  port: number;
  databaseUrl: string;
  cometchat: { username: string; password: string } | null;
  videosdk: { publicKey?: string; apiUrl?: string } | null;
  slack: { botToken: string; appToken?: string; signingSecret?: string; apiUrl: string; interval: number } | null;
  discord: { token: string; applicationId?: string; publicKey?: string; apiUrl: string } | null;
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
  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : 'problems'}:\n${problems.map(line => `  ${line}`).join('\n')}`,
    );
  }
}

/** Takes what the .env file of the working folder adds to the environment; without one nothing. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new Error(`Cannot read .env: ${error}`);
  }
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

/** Reads the configuration; throws ConfigError with every problem at once. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
  problems.push(...missingPartners(given), ...oldNames(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

/** For the demo: of the environment the port alone, so that it posts to nobody's channels and needs no credentials. */
export function readDemoConfig(databaseUrl: string, env: NodeJS.ProcessEnv = process.env): Config {
  return readConfig({ PORT: env.PORT, DATABASE_URL: databaseUrl });
}

/** Settings that were renamed would be ignored silently. */
function oldNames(env: Record<string, unknown>): string[] {
  return env.FOLD_AFTER ? ['FOLD_AFTER: is now called BATCH_AFTER'] : [];
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
    .map(([name, partner]) => `${partner}: is missing, ${name} needs it`);
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
    batchAfter: env.BATCH_AFTER,
    giveUpAfter: env.GIVE_UP_AFTER,
    logLevel: env.LOG_LEVEL,
  };
}
