/** Events and sessions by hand, with only what a test is about. */

import { fillPart, type PartInput, type PartName, type StoredEvent } from '../../src/events/event.ts';
import type { Attendee, Session } from '../../src/events/session.ts';
import type { RenderContext } from '../../src/messages/render-template.ts';
import type { Template } from '../../src/messages/template/template.ts';
import { providerTitle } from '../../src/sources/providers/index.ts';

export const ann = { id: 'u1', name: 'Ann Lee' };
export const bob = { id: 'u2', name: 'Bob' };

export function makeEvent(type: string, parts: { [Name in PartName]?: PartInput<Name> } = {}): StoredEvent {
  const filled = Object.entries(parts).map(([name, known]) => [name, fillPart(name as PartName, known)]);
  return {
    ...Object.fromEntries(filled),
    id: 'evt_0',
    source: 'cometchat',
    provider: 'cometchat',
    trigger: 'some_trigger',
    type,
    subject: 'session-1',
    time: '2026-11-21T09:30:00.000Z',
    notes: [],
    seq: 1,
    receivedAt: '2026-11-21T09:30:01.000Z',
    status: 'accepted',
    problems: [],
  };
}

export function makeSession(known: Partial<Session> = {}): Session {
  const unknownPerson = { id: null, name: null };
  return {
    id: 'session-1',
    kind: null,
    outcome: null,
    caller: unknownPerson,
    callee: unknownPerson,
    group: unknownPerson,
    startedAt: null,
    endedAt: null,
    duration: null,
    people: [],
    peak: null,
    recordings: [],
    transcripts: [],
    ...known,
  };
}

export function makeAttendee(name: string | null, seconds: number | null = null, visits = 1): Attendee {
  return { id: null, name, joinedAt: null, leftAt: null, seconds, visits, stays: [] };
}

export function makeContext(event: StoredEvent, session: Session | null = null): RenderContext {
  return { event, providerTitle: providerTitle(event.provider), session, timezone: 'UTC' };
}

export function makeTemplate(body: string, more: Partial<Template> = {}): Template {
  return { title: 'Title', color: null, buttons: [], body, ...more };
}
