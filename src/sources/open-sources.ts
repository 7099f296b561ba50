/** Opens the sources of the environment settings and those added in chat. */
import { isAnySetUp } from '../util/setting.ts';
import { findProvider, providers } from './providers/index.ts';
import type { Provider, Source, Verify } from './source.ts';

/** A source as it is stored. */
export interface AddedSource {
  name: string;
  provider: string;
  credentials: unknown;
  /** Replaced credentials, valid until a time in milliseconds since 1970. */
  old?: { credentials: unknown; until: number };
}

export interface Sources {
  find(name: string): Source | null;
  readonly all: readonly Source[];
  /**
   * Null when a source has credentials. Without any, on a loopback HOST: `accepted` from this machine, or `rejected` once
   * a platform is set up, since strangers could then post to real channels through a local proxy, whose requests look
   * local.
   */
  readonly unsigned: 'accepted' | 'rejected' | null;
}

export interface SourceConfig {
  host: string;
  /** Credentials of each provider's default source, by the provider's name; null: not set up. */
  providers: Readonly<Record<string, unknown>>;
  /** The settings of each platform by its name; null: not set up. */
  platforms: Readonly<Record<string, unknown>>;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Opened sources by configuration, so that a source keeps its state (a fetched key) when others change. */
export type OpenedSources = Map<string, Source>;

/**
 * Opens all sources. Sources of the environment take precedence. A source with an unchanged configuration is reused from
 * `opened`, which afterwards has the sources in use. Throws an error that names the source if its credentials are invalid.
 */
export function openSources(
  config: SourceConfig,
  added: readonly AddedSource[],
  clock: () => number = Date.now,
  opened: OpenedSources = new Map(),
): Sources {
  const before = new Map(opened);
  const inUse: OpenedSources = new Map();
  const open: OpenSource = (...configured) => {
    const key = JSON.stringify(configured);
    const source = before.get(key) ?? openSource(...configured);
    inUse.set(key, source);
    return source;
  };
  const configured = [
    ...added.map(source => openAdded(source, clock, open)),
    ...sourcesOfEnvironment(config).map(({ name, credentials }) => open(name, name, credentials, 'environment')),
  ];
  opened.clear();
  for (const [key, source] of inUse) opened.set(key, source);
  const unsigned = unsignedMode(config, configured.length);
  const verify = unsigned === 'accepted' ? verifyLocal : rejectUnsigned;
  const all = unsigned ? Object.values(providers).map(provider => unsignedSource(provider, verify)) : configured;
  const byName = new Map(all.map(source => [source.name, source]));
  return { all, unsigned, find: name => byName.get(name) ?? null };
}

function sourcesOfEnvironment(config: SourceConfig): { name: string; credentials: unknown }[] {
  return Object.entries(config.providers).flatMap(([name, credentials]) =>
    credentials ? [{ name, credentials }] : [],
  );
}

function unsignedMode(config: SourceConfig, configured: number): Sources['unsigned'] {
  if (configured > 0 || !loopback.has(config.host)) return null;
  return isAnySetUp(config.platforms) ? 'rejected' : 'accepted';
}

/** Names of the sources that accept webhooks, determined without opening them. */
export interface ReceivingSources {
  sources: readonly { name: string; provider: string }[];
  /** Whether they are the default endpoints, which accept unsigned webhooks until the first source is added. */
  unsigned: boolean;
}

/** Lists the sources that accept webhooks with this configuration and these added sources. */
export function listReceivingSources(config: SourceConfig, added: readonly AddedSource[]): ReceivingSources {
  const ofEnvironment = sourcesOfEnvironment(config).map(({ name }) => ({ name, provider: name }));
  const configured = [...added.map(({ name, provider }) => ({ name, provider })), ...ofEnvironment];
  const unsigned = unsignedMode(config, configured.length) === 'accepted';
  const defaults = Object.keys(providers).map(name => ({ name, provider: name }));
  return { sources: unsigned ? defaults : configured, unsigned };
}

/** Opens a source. Requests that fail with its new credentials are checked with the old ones while those are valid. */
function openAdded({ name, provider, credentials, old }: AddedSource, clock: () => number, open: OpenSource): Source {
  const source = open(name, provider, credentials, 'chat');
  if (!old || old.until <= clock()) return source;
  const before = openOrNull(open, name, provider, old.credentials, 'chat');
  if (!before) return source;
  return {
    ...source,
    async verify(request) {
      const verdict = await source.verify(request);
      if (verdict.is === 'authentic' || verdict.is === 'answered' || old.until <= clock()) return verdict;
      const earlier = await before.verify(request);
      return earlier.is === 'authentic' ? earlier : verdict;
    },
  };
}

/** Opens a source, or returns null for credentials that this version can't read. */
function openOrNull(open: OpenSource, ...configured: Parameters<OpenSource>): Source | null {
  try {
    return open(...configured);
  } catch {
    return null;
  }
}

/** A field of a provider's credentials -> its variable: `<PROVIDER>_PUBLIC_KEY` for `publicKey`. */
function variableOf(provider: string, field: string): string {
  return `${provider}_${field.replace(/[A-Z]/g, letter => `_${letter}`)}`.toUpperCase();
}

/** The place where a source's credentials were set. */
type Origin = 'environment' | 'chat';
type OpenSource = (name: string, provider: string, credentials: unknown, origin: Origin) => Source;

function openSource(name: string, providerName: string, credentials: unknown, origin: Origin): Source {
  const provider = findProvider(providerName);
  if (!provider) throw new Error(`Source ${name} uses an unknown provider, ${providerName}.`);
  const parsed = provider.credentials.safeParse(credentials);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) =>
        `${origin === 'environment' ? variableOf(providerName, path.join('.')) : path.join('.')} ${message}`,
    );
    throw new Error(`The credentials of source ${name} don't work: ${problems.join('; ')}.`);
  }
  const verify = provider.createVerify(parsed.data, { chosenInChat: origin === 'chat' });
  return { name, provider, verify, checks: provider.checks };
}

const verifyLocal: Verify = async ({ notLocal = "This request's origin is unknown." }) => {
  if (notLocal === null) return { is: 'authentic' };
  return {
    is: 'refused',
    reason: `Unsigned webhooks are accepted from this machine only. ${notLocal} Set the provider's credentials.`,
  };
};

const rejectUnsigned: Verify = async () => ({
  is: 'refused',
  reason: "Unsigned webhooks are rejected once a platform is set up. Set the provider's credentials.",
});

function unsignedSource(provider: Provider, verify: Verify): Source {
  return { name: provider.name, provider, verify, checks: 'headers', unsigned: true };
}
