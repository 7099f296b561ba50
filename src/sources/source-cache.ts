/**
 * Caches the sources. Changes by any process take effect without a restart and without a query for every webhook.
 */
import { type AddedSource, type OpenedSources, openSources, type SourceConfig, type Sources } from './open-sources.ts';
import type { Source, Verification } from './source.ts';

/** Milliseconds until a cached list expires. Until then, another process still accepts replaced credentials. */
const trustedFor = 100;

export interface SourceCache {
  /** Finds a source by name. An unknown name is looked up in the store first. */
  find(name: string): Promise<Source | null>;
  /** The sources, read again if the last read has expired. */
  current(): Promise<Sources>;
  /** The sources as last read. */
  readonly latest: Sources;
}

/** Loads the stored sources. Returns the same list until one of them changes. */
type LoadAdded = () => Promise<readonly AddedSource[]>;

/** Opens the sources. Throws like openSources(). Later, an unreadable source leaves the cached list unchanged. */
export async function openSourceCache(
  config: SourceConfig,
  load: LoadAdded,
  failed: (error: unknown) => void,
): Promise<SourceCache> {
  let added = await load();
  const opened: OpenedSources = new Map();
  let latest = openSources(config, added, Date.now, opened);
  let readAt = performance.now();
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    try {
      const now = await load();
      if (now !== added) latest = openSources(config, now, Date.now, opened);
      added = now;
    } catch (error) {
      failed(error);
    }
    readAt = performance.now();
    reading = null;
  }

  /** Concurrent calls share one query. */
  function readNow(): Promise<void> {
    reading ??= read();
    return reading;
  }

  /** Rejected credentials can be new ones, so the sources are reloaded. */
  async function judge(source: Source, request: Parameters<Source['verify']>[0]): Promise<Verification> {
    const verdict = await source.verify(request);
    if (verdict.is !== 'refused') return verdict;
    await readNow();
    const renewed = latest.find(source.name);
    return renewed && renewed !== source ? renewed.verify(request) : verdict;
  }

  return {
    get latest() {
      return latest;
    },
    async current() {
      if (performance.now() - readAt > trustedFor) await readNow();
      return latest;
    },
    async find(name) {
      if (performance.now() - readAt > trustedFor || !latest.find(name)) await readNow();
      const source = latest.find(name);
      return source && { ...source, verify: request => judge(source, request) };
    },
  };
}
