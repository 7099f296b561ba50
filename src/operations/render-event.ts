/** What a platform would be sent for a template and an event. */

import { endWithSuggestion } from '../did-you-mean.ts';
import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import { renderStrictly } from '../messages/render-template.ts';
import { platformDescriptors } from '../platforms/index.ts';
import { providers, providerTitle } from '../sources/providers/index.ts';
import type { Normalized } from '../sources/source.ts';
import { eventId } from '../store/events/event-id.ts';
import { listOr } from '../util/lists.ts';
import type { Core } from './core.ts';
import { findBody } from './read-sample.ts';

/** `event` is a trigger, an event type or a path. Throws with a suggestion for a name that is not there. */
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
  const context = { providerTitle: providerTitle(stored.provider), session: buildSession([stored]), timezone: 'UTC' };
  return kind.render(renderStrictly(found, { event: stored, ...context }));
}

function unknown(what: string, name: string, known: readonly string[]): Error {
  return new Error(`Unknown ${what} "${name}"${endWithSuggestion(name, known)}`);
}

/** A body as an event that was never stored. A file is taken for the provider that knows its trigger. */
async function sampleEvent(what: string): Promise<StoredEvent> {
  const { body, provider } = await findBody(what);
  const named = provider ?? Object.values(providers).find(one => isKnown(one.normalize(body)));
  if (!named) throw new Error(`The webhook in ${what} has no known trigger.`);
  const { key, repeat: _repeat, problems, ...normalized } = named.normalize(body);
  return {
    ...normalized,
    id: eventId(named.name, key),
    source: named.name,
    provider: named.name,
    raw: body,
    seq: 0,
    receivedAt: new Date().toISOString(),
    status: problems.length > 0 ? 'quarantined' : 'accepted',
    problems,
  };
}

function isKnown({ type }: Normalized): boolean {
  return !type.startsWith('other.');
}
