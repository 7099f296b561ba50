/** The page's test webhooks, committed like those of `send-test`, without HTTP and signature. */

import type { TestReach } from '../events/event.ts';
import { familyTitle } from '../events/types.ts';
import { findSample } from '../operations/read-sample.ts';
import { type Commit, type SentTest, sendTest } from '../operations/send-test.ts';
import type { Sources } from '../sources/open-sources.ts';
import { triggerMeaning } from '../sources/providers/index.ts';
import type { Source } from '../sources/source.ts';
import type { SourceCache } from '../sources/source-cache.ts';
import type { SampleChoice } from './console.ts';

export interface Samples {
  /** The samples of the current sources. */
  choices(): SampleChoice[];
  /** Sends a test; null if no source has this trigger. */
  send(source: string, trigger: string, reach: TestReach): Promise<SentTest | null>;
}

export function createSamples(sources: SourceCache, commit: Commit): Samples {
  return {
    choices: () => sources.latest.all.flatMap(source => choicesOf(source, sources.latest)),
    async send(name, trigger, reach) {
      await sources.find(name);
      const sample = findSample(trigger);
      const source = sample && pickSource(sources.latest, name, sample.provider?.name);
      if (!source || !Object.hasOwn(source.provider.triggers, trigger)) return null;
      const body = source.provider.sample(trigger);
      return sendTest(commit, sources.latest, { body, provider: source.provider, source: source.name, reach });
    },
  };
}

function choicesOf({ name: source, provider }: Source, { all }: Sources): SampleChoice[] {
  const isOnly = all.filter(other => other.provider === provider).length === 1;
  const title = isOnly ? provider.title : `${provider.title} (${source})`;
  return Object.entries(provider.triggers).map(([trigger, type]) => {
    return { source, title, trigger, type, meaning: triggerMeaning(provider, trigger), group: familyTitle(type) };
  });
}

/** Finds the source. A page opened before a source was added still offers the defaults, so another source of the provider is used. */
function pickSource({ all, find }: Sources, name: string, provider: string | undefined): Source | null {
  return find(name) ?? (name === provider ? (all.find(one => one.provider.name === provider) ?? null) : null);
}
