/** The sources that exist: those of the environment, and those that were added in the store. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.ts';
import { findProvider, providers } from './index.ts';
import type { Provider, Source, Verdict } from './source.ts';

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
  /** True when webhooks are taken without a signature: only on loopback, with no credentials configured at all. */
  readonly unsigned: boolean;
}

export type SourceConfig = Pick<Config, 'host' | 'cometchat' | 'videosdk'>;

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Throws when credentials are not what their provider needs, naming the source. One of the environment goes first. */
export function openSources(
  config: SourceConfig,
  added: readonly AddedSource[],
  clock: () => number = Date.now,
): Sources {
  const ofEnvironment = Object.entries({ cometchat: config.cometchat, videosdk: config.videosdk });
  const configured = [
    ...added.map(source => openAdded(source, clock)),
    ...ofEnvironment.flatMap(([name, credentials]) =>
      credentials ? [openSource(name, name, credentials, inEnvironment)] : [],
    ),
  ];
  const unsigned = configured.length === 0 && loopback.has(config.host);
  const all = unsigned ? Object.values(providers).map(unsignedSource) : configured;
  const byName = new Map(all.map(source => [source.name, source]));
  return { all, unsigned, find: name => byName.get(name) ?? null };
}

/** What the new credentials do not know is judged by the old ones, while they are good. */
function openAdded({ name, provider, credentials, old }: AddedSource, clock: () => number): Source {
  const source = openSource(name, provider, credentials, inChat);
  if (!old || old.until <= clock()) return source;
  const before = openOrNull(name, provider, old.credentials, inChat);
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
function openOrNull(...source: Parameters<typeof openSource>): Source | null {
  try {
    return openSource(...source);
  } catch {
    return null;
  }
}

/** `publicKey` of `videosdk` -> `VIDEOSDK_PUBLIC_KEY`. */
function variableOf(provider: string, field: string): string {
  return `${provider}_${field.replace(/[A-Z]/g, letter => `_${letter}`)}`.toUpperCase();
}

/** Where credentials are written, and what people call a field of them there. */
interface Origin {
  chosenInChat: boolean;
  nameField(provider: string, field: string): string;
}
const inEnvironment: Origin = { chosenInChat: false, nameField: variableOf };
const inChat: Origin = { chosenInChat: true, nameField: (_provider, field) => field };

function openSource(
  name: string,
  providerName: string,
  credentials: unknown,
  { chosenInChat, nameField }: Origin,
): Source {
  const provider = findProvider(providerName);
  if (!provider) throw new Error(`Source ${name} is of provider ${providerName}, which Callboard does not know.`);
  const parsed = provider.credentials.safeParse(credentials);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      issue => `${nameField(providerName, issue.path.join('.'))} ${issue.message}`,
    );
    throw new Error(`The credentials of source ${name} are not right: ${problems.join('; ')}.`);
  }
  return { name, provider, verify: provider.createVerify(parsed.data, { chosenInChat }) };
}

/** What a proxy or tunnel on this machine passes on comes from anybody. */
function verifyUnsigned(headers: IncomingHttpHeaders): Verdict {
  if (headers['x-forwarded-for'] === undefined && headers.forwarded === undefined) return { is: 'authentic' };
  return {
    is: 'refused',
    reason: "Unsigned webhooks are taken from this machine only; set the provider's credentials.",
  };
}

function unsignedSource(provider: Provider): Source {
  return { name: provider.name, provider, verify: async ({ headers }) => verifyUnsigned(headers) };
}
