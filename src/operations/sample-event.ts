/** Builds sample events that are never stored. */
import type { StoredEvent } from '../events/event.ts';
import { sampleSource } from '../events/sample.ts';
import { normalizeBody } from '../sources/ingest.ts';
import { providers } from '../sources/providers/index.ts';
import { refreshSample } from '../sources/refresh-sample.ts';
import type { Provider } from '../sources/source.ts';

/** Builds a sample of an event type, with the current time. Null when no provider has a sample of it. */
export function sampleOfType(type: string, now: number): StoredEvent | null {
  for (const provider of Object.values<Provider>(providers)) {
    const triggers = Object.keys(provider.triggers).filter(trigger => provider.triggers[trigger] === type);
    const events = triggers.map(trigger => buildSample(provider, trigger, now));
    const found = events.find(event => event.type === type);
    if (found) return found;
  }
  return null;
}

function buildSample(provider: Provider, trigger: string, now: number): StoredEvent {
  const body = refreshSample(provider.sample(trigger), now, 'preview');
  const { key: _key, repeat: _repeat, problems, ...normalized } = normalizeBody(provider, JSON.stringify(body));
  return {
    ...normalized,
    id: `sample ${trigger}`,
    source: sampleSource,
    provider: provider.name,
    seq: 0,
    receivedAt: new Date(now).toISOString(),
    status: 'accepted',
    problems,
  };
}
