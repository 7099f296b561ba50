/** Ingests a verified body: normalizes and commits it as an event. */
import type { TestReach } from '../events/event.ts';
import type { InsertResult } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { writeCanonical } from './idempotency-key.ts';
import type { Normalized, Provider, Source } from './source.ts';

/** Deeper JSON is stored without normalizing: no webhook nests that deep, and walking it could overflow the stack. */
const maxDepth = 64;

/** The body isn't JSON. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/** The stored event; `problems` has the reasons for a quarantine. */
export interface IngestResult extends InsertResult {
  problems: string[];
}

/**
 * Normalizes and commits one body; resolves once it is durable. `id` is the webhook's own signed ID: it identifies the event
 * instead of the body. Throws NotJsonError or a database error.
 */
export type Ingest = (source: Pick<Source, 'name' | 'provider'>, body: string, id?: string) => Promise<IngestResult>;

interface IngestOptions {
  /** Stores the event; resolves once it is durable. */
  commit(event: NewEvent): Promise<InsertResult>;
  /** Called after the commit, before the webhook is answered. */
  committed(source: string, stored: InsertResult): void;
  /** The time of receipt in milliseconds since 1970. */
  clock(): number;
  /** For test webhooks: the channels that they can reach. */
  test?: TestReach | undefined;
}

export function createIngest({ commit, committed, clock, test }: IngestOptions): Ingest {
  return async (source, body, id) => {
    const real = toNewEvent(source, body, clock(), id);
    const event = test ? asTest(real, test) : real;
    const stored = await commit(event);
    committed(source.name, stored);
    return { ...stored, problems: event.problems };
  };
}

function toNewEvent(
  source: Pick<Source, 'name' | 'provider'>,
  body: string,
  receivedAt: number,
  id: string | undefined,
): NewEvent {
  const { key, repeat, problems, ...normalized } = normalizeBody(source.provider, body);
  return {
    event: { ...normalized, source: source.name, provider: source.provider.name },
    raw: body,
    key: id === undefined ? key : ['id', id],
    repeat,
    problems,
    receivedAt,
  };
}

/** Marks an event as a test, with its own keys: a test must never make the real webhook a duplicate. */
function asTest(event: NewEvent, test: TestReach): NewEvent {
  const repeat = event.repeat && { ...event.repeat, pair: ['test', ...event.repeat.pair] };
  return { ...event, key: ['test', ...event.key], ...(repeat && { repeat }), test };
}

/** Normalizes a body. Throws NotJsonError. */
export function normalizeBody(provider: Provider, body: string): Normalized {
  const parsed = parse(body);
  if (isDeeper(body, maxDepth)) {
    return {
      trigger: 'unknown',
      type: 'other.unknown',
      subject: null,
      time: null,
      notes: [],
      key: [toCanonicalOrRaw(parsed, body)],
      problems: [`The body nests deeper than ${maxDepth} levels.`],
    };
  }
  return provider.normalize(parsed);
}

/** Canonical JSON, or the unchanged body if it nests too deep for that. */
function toCanonicalOrRaw(parsed: unknown, body: string): string {
  try {
    return writeCanonical(parsed);
  } catch {
    return body;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new NotJsonError("The body isn't JSON.", { cause });
  }
}

/** Whether valid JSON nests deeper than `limit`, by counting brackets outside of strings. */
function isDeeper(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      if (++depth > limit) return true;
    } else if (char === '}' || char === ']') depth--;
  }
  return false;
}
