/** The sources that exist, made from the configuration. */
import type { Config } from '../config.ts';
import { findProvider, providers } from './index.ts';
import type { Provider, Source } from './source.ts';

export interface Sources {
  find(name: string): Source | null;
  readonly all: readonly Source[];
  /** True when webhooks are taken without a signature: only on loopback, with no credentials configured at all. */
  readonly unsigned: boolean;
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Throws when credentials are not what their provider needs, naming the setting. */
export function openSources(config: Pick<Config, 'host' | 'cometchat' | 'videosdk'>): Sources {
  const configured = Object.entries({ cometchat: config.cometchat, videosdk: config.videosdk }).flatMap(
    ([name, credentials]) => (credentials ? [openSource(name, findProvider(name) as Provider, credentials)] : []),
  );
  const unsigned = configured.length === 0 && loopback.has(config.host);
  const all = unsigned ? Object.values(providers).map(unsignedSource) : configured;
  const byName = new Map(all.map(source => [source.name, source]));
  return { all, unsigned, find: name => byName.get(name) ?? null };
}

function openSource(name: string, provider: Provider, credentials: unknown): Source {
  const parsed = provider.credentials.safeParse(credentials);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`The credentials of source ${name} are not right: ${problems.join('; ')}.`);
  }
  return { name, provider, verify: provider.createVerify(parsed.data) };
}

function unsignedSource(provider: Provider): Source {
  return { name: provider.name, provider, verify: async () => ({ is: 'authentic' }) };
}
