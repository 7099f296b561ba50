/** The sources that exist: those of the environment, and those that were added in the store. */
import { findProvider, providers } from './providers/index.ts';
import type { Provider, Source, Verify } from './source.ts';

/** A source as the store keeps it. */
export interface AddedSource {
  name: string;
  provider: string;
  credentials: unknown;
  /** Those that were replaced, good until a moment (milliseconds). */
  old?: { credentials: unknown; until: number };
}

export interface Sources {
  find(name: string): Source | null;
  readonly all: readonly Source[];
  /**
   * Null when a source has credentials. Without any, on a loopback HOST: `accepted` from this machine, or `rejected` once
   * a Slack or Discord token is set, since strangers could then write into real channels through a local proxy that
   * looks like this machine.
   */
  readonly unsigned: 'accepted' | 'rejected' | null;
}

/** The credentials of each provider's default source; null: not set up. */
export interface ProviderSettings {
  cometchat: { username: string; password: string } | null;
  videosdk: { publicKey?: string; apiUrl?: string } | null;
}

/** `slack` and `discord` are null where that platform is not set up. */
export interface SourceConfig extends ProviderSettings {
  host: string;
  slack: object | null;
  discord: object | null;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Opened sources by what they are configured with, so that one keeps what it learned (VideoSDK's key) when others change. */
export type OpenedSources = Map<string, Source>;

/**
 * Throws when credentials are not what their provider needs, naming the source. One of the environment goes first. A
 * source of `opened` that is configured as before is taken from there; afterwards it holds those in use.
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

function sourcesOfEnvironment({ cometchat, videosdk }: SourceConfig): { name: string; credentials: unknown }[] {
  return Object.entries({ cometchat, videosdk }).flatMap(([name, credentials]) =>
    credentials ? [{ name, credentials }] : [],
  );
}

function unsignedMode(config: SourceConfig, configured: number): Sources['unsigned'] {
  if (configured > 0 || !loopback.has(config.host)) return null;
  return config.slack || config.discord ? 'rejected' : 'accepted';
}

/** The sources that accept webhooks now, without opening them. */
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

/** What the new credentials do not know is judged by the old ones, while they are good. */
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

/** Credentials that this version cannot read any more are over. */
function openOrNull(open: OpenSource, ...configured: Parameters<OpenSource>): Source | null {
  try {
    return open(...configured);
  } catch {
    return null;
  }
}

/** `publicKey` of `videosdk` -> `VIDEOSDK_PUBLIC_KEY`. */
function variableOf(provider: string, field: string): string {
  return `${provider}_${field.replace(/[A-Z]/g, letter => `_${letter}`)}`.toUpperCase();
}

/** Where the credentials of a source were written. */
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

const verifyLocal: Verify = async ({ notLocal = 'its origin is unknown' }) => {
  if (notLocal === null) return { is: 'authentic' };
  return {
    is: 'refused',
    reason: `Unsigned webhooks are accepted from this machine only, and ${notLocal}. Set the provider's credentials.`,
  };
};

const rejectUnsigned: Verify = async () => ({
  is: 'refused',
  reason: "Unsigned webhooks are rejected while a Slack or Discord token is set. Set the provider's credentials.",
});

function unsignedSource(provider: Provider, verify: Verify): Source {
  return { name: provider.name, provider, verify, checks: 'headers', unsigned: true };
}
