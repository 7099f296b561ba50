/**
 * The sources as they stand now: one that is added, changed or removed by any process is seen without a restart, and
 * without a question to the store for every webhook.
 */
import { type AddedSource, type OpenedSources, openSources, type SourceConfig, type Sources } from './registry.ts';
import type { Source, Verification } from './source.ts';

/** Milliseconds that what was read is trusted: so long another process still takes credentials that were replaced. */
const trustedFor = 100;

export interface SourceCache {
  /** By its name; one that is not known is looked for in the store first. */
  find(name: string): Promise<Source | null>;
  /** As they were last read. */
  readonly latest: Sources;
}

/** What the store keeps of them: the same list until one of them changes. */
export type LoadAdded = () => Promise<readonly AddedSource[]>;

/** Throws like openSources(); later on, a source that this version cannot open leaves all as they were. */
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

  /** Many at once ask once. */
  function readNow(): Promise<void> {
    reading ??= read();
    return reading;
  }

  /** Wrong credentials may be new ones. */
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
    async find(name) {
      if (performance.now() - readAt > trustedFor || !latest.find(name)) await readNow();
      const source = latest.find(name);
      return source && { ...source, verify: request => judge(source, request) };
    },
  };
}
