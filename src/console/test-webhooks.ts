/** The page's test webhooks, committed like those of `send-test`, without HTTP and signature. */

import type { TestReach } from '../events/event.ts';
import { familyTitle } from '../events/types.ts';
import { allTriggers } from '../operations/read-sample.ts';
import { type Commit, type SentTest, sendTest } from '../operations/send-test.ts';
import type { Sources } from '../sources/open-sources.ts';
import { triggerMeaning } from '../sources/providers/index.ts';
import type { Provider, Source } from '../sources/source.ts';
import type { SourceCache } from '../sources/source-cache.ts';
import type { SampleChoice } from './console.ts';

export interface Samples {
  /** The samples of the current sources. */
  choices(): Promise<SampleChoice[]>;
  /** Sends a test, or returns the reason why no source can accept it. */
  send(source: string, trigger: string, reach: TestReach): Promise<SentTest | { problem: string }>;
}

export function createSamples(sources: SourceCache, commit: Commit): Samples {
  return {
    async choices() {
      const current = await sources.current();
      return current.all.flatMap(source => choicesOf(source, current));
    },
    async send(name, trigger, reach) {
      const current = await sources.current();
      const known = allTriggers.find(each => each.trigger === trigger);
      if (!known) return { problem: 'Test webhook not found. Reload the page.' };
      const { provider } = known;
      const source = pickSource(current, name, provider);
      if (!source) {
        return { problem: `No source accepts ${provider.title} webhooks. Add one with /callboard source add.` };
      }
      return sendTest(commit, current, { body: provider.sample(trigger), provider, source: source.name, reach });
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

/** Finds the source, or another one of the provider: an open page still offers sources that were replaced or deleted. */
function pickSource({ all }: Sources, name: string, provider: Provider): Source | null {
  const fitting = all.filter(source => source.provider.name === provider.name);
  return fitting.find(source => source.name === name) ?? fitting[0] ?? null;
}
