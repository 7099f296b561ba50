/** Builds sample events that are never stored. */
import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import { sampleSource } from '../events/sample.ts';
import { eventTypeNames } from '../events/types.ts';
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

/** Samples of all types, with their sessions, for examples. Built once. */
let examples: readonly object[] | null = null;

/** An example of a field's value (`call.caller.name`), from any type's sample; null when no sample has the field. */
export function exampleOfField(path: string): string | null {
  examples ??= eventTypeNames
    .flatMap(type => sampleOfType(type, Date.now()) ?? [])
    .map(event => ({ ...event, session: buildSession([event]) }));
  for (const example of examples) {
    const value = readPath(example, path);
    if (['string', 'number', 'boolean'].includes(typeof value) && value !== '') return String(value);
  }
  return null;
}

function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, name)?.value;
  }
  return found;
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
