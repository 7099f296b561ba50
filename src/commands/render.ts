/** What a platform would be sent for a template and an event. */
import type { Core } from '../core.ts';
import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import { renderStrictly } from '../messages/render.ts';
import { platformKinds } from '../platforms/index.ts';
import { providers } from '../sources/index.ts';
import type { Normalized } from '../sources/source.ts';
import { eventId } from '../store/event-id.ts';
import { nearest } from '../suggest.ts';
import { findBody } from './sample.ts';

/** `event` is a trigger or a path. Throws with a suggestion for a name that is not there. */
export async function renderFor(
  core: Core,
  { template, event, platform }: { template: string; event: string; platform: string },
): Promise<unknown> {
  const templates = await core.loadTemplates(core.database.db);
  const found = templates.get(template);
  if (!found) throw unknown('template', template, [...templates.keys()]);
  const kind = Object.values(platformKinds).find(({ name }) => name === platform);
  if (!kind) throw unknown('platform', platform, Object.keys(platformKinds));
  const stored = await sampleEvent(event);
  return kind.shape(renderStrictly(found, { event: stored, session: foldSession([stored]), timezone: 'UTC' }));
}

function unknown(what: string, name: string, known: readonly string[]): Error {
  const meant = nearest(name, known);
  return new Error(`There is no ${what} ${name}${meant ? `; did you mean ${meant}?` : '.'}`);
}

/** A body as an event that was never stored. A file is taken for the provider that knows its trigger. */
async function sampleEvent(what: string): Promise<StoredEvent> {
  const { body, provider } = await findBody(what);
  const named = provider ?? Object.values(providers).find(one => isKnown(one.normalize(body)));
  if (!named) throw new Error(`No provider knows the trigger of ${what}.`);
  const { key, turn: _turn, problems, ...normalized } = named.normalize(body);
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
