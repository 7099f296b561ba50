/** Sends test webhooks: normalized and committed like real ones, but without HTTP and without a signature. */
import { randomUUID } from 'node:crypto';
import { endWithSuggestion } from '../did-you-mean.ts';
import type { TestReach } from '../events/event.ts';
import { createIngest, type IngestResult } from '../sources/ingest.ts';
import type { Sources } from '../sources/open-sources.ts';
import { refreshSample } from '../sources/refresh-sample.ts';
import type { Source } from '../sources/source.ts';
import type { Database } from '../store/database.ts';
import { addEvents, type InsertResult } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import type { FoundBody } from './read-sample.ts';

interface TestWebhook extends FoundBody {
  /** The source's name. By default, the first source of the body's provider. */
  source?: string | undefined;
  /** Keep the times and IDs of the body. */
  asIs?: boolean | undefined;
  /** The channels that the event may reach. By default, only preview channels. */
  reach?: TestReach | undefined;
}

export interface SentTest extends IngestResult {
  source: string;
}

/** Commits one event; resolves once it is durable. */
export type Commit = (event: NewEvent) => Promise<InsertResult>;

/** Commits without routing, for a process that is no server. A running server routes the event within half a second, otherwise the next one to start does. */
export function commitTo(database: Database): Commit {
  return async event => (await addEvents(database, [event]))[0] as InsertResult;
}

/**
 * Sends a test webhook through the real rules. Its messages are marked as a test and ping no one. Throws an error that says
 * how to fix it.
 */
export async function sendTest(
  commit: Commit,
  sources: Sources,
  { body, provider, source: name, asIs, reach = 'preview' }: TestWebhook,
): Promise<SentTest> {
  const source = pickSource(sources, name, provider);
  const sent = asIs ? body : refreshSample(body, Date.now(), randomUUID().slice(0, 8));
  const ingest = createIngest({ commit, committed() {}, clock: Date.now, test: reach });
  return { ...(await ingest(source, JSON.stringify(sent))), source: source.name };
}

function pickSource({ all, find }: Sources, name: string | undefined, provider: FoundBody['provider']): Source {
  const names = all.map(source => source.name);
  const list = names.length > 0 ? `Sources: ${names.join(', ')}.` : 'No sources are set up.';
  if (name !== undefined) {
    const source = find(name);
    if (source) return source;
    throw new Error(`Unknown source "${name}"${endWithSuggestion(name, names)} ${list}`);
  }
  const candidates = provider === null ? all : all.filter(source => source.provider.name === provider.name);
  const [first, second] = candidates;
  if (!first) throw new Error(provider === null ? list : `No ${provider.title} source is set up. ${list}`);
  if (provider === null && second)
    throw new Error(`Several sources could receive this file. Add --source <name>. ${list}`);
  return first;
}
