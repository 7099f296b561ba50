/** From a verified body to a committed event. */
import type { TestReach } from '../events/event.ts';
import type { InsertResult } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { writeCanonical } from './idempotency-key.ts';
import type { Normalized, Provider, Source } from './source.ts';

/** Deeper JSON is kept as it came and not looked into: no webhook nests so, and walking it could exhaust the stack. */
const maxDepth = 64;

/** The body is no JSON at all. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/** What became of a webhook; `problems` says why it is quarantined. */
export interface IngestResult extends InsertResult {
  problems: string[];
}

/** Normalizes and commits one body; resolves once it is durable. Throws NotJsonError, or what the store throws. */
export type Ingest = (source: Pick<Source, 'name' | 'provider'>, body: string) => Promise<IngestResult>;

export interface IngestOptions {
  /** Resolves once the event is durable. */
  commit(event: NewEvent): Promise<InsertResult>;
  /** Told of what was committed, before the webhook is answered. */
  committed(source: string, stored: InsertResult): void;
  /** The moment of receipt, milliseconds. */
  clock(): number;
  /** For test webhooks: which channels they may reach. */
  test?: TestReach | undefined;
}

export function createIngest({ commit, committed, clock, test }: IngestOptions): Ingest {
  return async (source, body) => {
    const real = toNewEvent(source, body, clock());
    const event = test ? asTest(real, test) : real;
    const stored = await commit(event);
    committed(source.name, stored);
    return { ...stored, problems: event.problems };
  };
}

function toNewEvent(source: Pick<Source, 'name' | 'provider'>, body: string, receivedAt: number): NewEvent {
  const { key, repeat, problems, ...normalized } = normalizeBody(source.provider, body);
  return {
    event: { ...normalized, source: source.name, provider: source.provider.name },
    raw: body,
    key,
    repeat,
    problems,
    receivedAt,
  };
}

/** Under keys of its own: a test must never make the real webhook a duplicate. */
function asTest(event: NewEvent, test: TestReach): NewEvent {
  const repeat = event.repeat && { ...event.repeat, pair: ['test', ...event.repeat.pair] };
  return { ...event, key: ['test', ...event.key], ...(repeat && { repeat }), test };
}

/** What a body means to a provider. Throws NotJsonError. */
export function normalizeBody(provider: Provider, body: string): Normalized {
  const parsed = parse(body);
  if (isDeeper(body, maxDepth)) {
    return {
      trigger: 'unknown',
      type: 'other.unknown',
      subject: null,
      time: null,
      notes: [],
      key: [writeOrKeep(parsed, body)],
      problems: [`The body nests deeper than ${maxDepth} levels.`],
    };
  }
  return provider.normalize(parsed);
}

/** Canonical JSON, or the body as it came where it nests too deep even for that. */
function writeOrKeep(parsed: unknown, body: string): string {
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

/** Counts brackets outside of strings; `json` is valid JSON. */
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
