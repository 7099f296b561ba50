/** Renders a template with an event, in a platform's format. */

import { endWithSuggestion } from '../did-you-mean.ts';
import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import { renderStrictly } from '../messages/render-template.ts';
import { platformDescriptors } from '../platforms/index.ts';
import { providers, providerTitle } from '../sources/providers/index.ts';
import type { Normalized } from '../sources/source.ts';
import { eventId } from '../store/events/event-id.ts';
import { listOr } from '../util/lists.ts';
import { machineTimezone } from '../util/timezone.ts';
import type { Core } from './core.ts';
import { findBody } from './read-sample.ts';

/**
 * Renders the payload, with times in the machine's zone. `event` is a trigger, an event type or a path. Throws an error with
 * a suggestion for unknown names.
 */
export async function renderFor(
  core: Core,
  { template, event, platform }: { template: string; event: string; platform: string },
): Promise<unknown> {
  const templates = await core.loadTemplates(core.database.db);
  const found = templates.get(template);
  if (!found) throw unknown('template', template, [...templates.keys()]);
  const kind = Object.values(platformDescriptors).find(({ name }) => name === platform);
  if (!kind) {
    const names = Object.keys(platformDescriptors);
    throw new Error(`${unknown('platform', platform, names).message} Use ${listOr(names)}.`);
  }
  const stored = await sampleEvent(event);
  const message = renderStrictly(found, {
    event: stored,
    providerTitle: providerTitle(stored.provider),
    session: buildSession([stored]),
    timezone: machineTimezone,
  });
  return kind.render(message);
}

function unknown(noun: string, name: string, known: readonly string[]): Error {
  return new Error(`Unknown ${noun} "${name}"${endWithSuggestion(name, known)}`);
}

/** Normalizes a body to an event without storing it. A file belongs to the provider that knows its trigger. */
async function sampleEvent(name: string): Promise<StoredEvent> {
  const { body, provider } = await findBody(name);
  const named = provider ?? Object.values(providers).find(one => isKnown(one.normalize(body)));
  if (!named) throw new Error(`The webhook in ${name} has no known trigger.`);
  const { key, repeat: _repeat, problems, ...normalized } = named.normalize(body);
  return {
    ...normalized,
    id: eventId(named.name, key),
    source: named.name,
    provider: named.name,
    seq: 0,
    receivedAt: new Date().toISOString(),
    status: problems.length > 0 ? 'quarantined' : 'accepted',
    problems,
  };
}

function isKnown({ type }: Normalized): boolean {
  return !type.startsWith('other.');
}
