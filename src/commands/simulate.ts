/** A webhook that nobody sent: normalized and committed as if it had come in, for rules and templates to be tried. */
import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import { freshSample } from '../sources/fresh-sample.ts';
import { createIngest, type Received } from '../sources/ingest.ts';
import type { Sources } from '../sources/registry.ts';
import type { Source } from '../sources/source.ts';
import { insertEvents, type Stored } from '../store/insert-events.ts';
import { findBody } from './sample.ts';

export interface Simulation {
  /** A trigger or a path. */
  what: string;
  /** The source's name; else the first of the trigger's provider. */
  source?: string | undefined;
  /** Keep the moments and ids of the body. */
  asIs?: boolean | undefined;
}

/** A running server routes it within half a second, else the next one that starts. Throws with what to mend. */
export async function simulate(
  { database }: Core,
  sources: Sources,
  { what, source: name, asIs }: Simulation,
): Promise<Received & { source: string }> {
  const { body, provider } = await findBody(what);
  const source = pickSource(sources, name, provider?.name ?? null);
  const sent = asIs ? body : freshSample(body, Date.now(), randomUUID().slice(0, 8));
  const ingest = createIngest({
    commit: async event => (await insertEvents(database, [event]))[0] as Stored,
    committed() {},
    clock: Date.now,
  });
  return { ...(await ingest(source, JSON.stringify(sent))), source: source.name };
}

function pickSource({ all, find }: Sources, name: string | undefined, provider: string | null): Source {
  const names = all.map(source => source.name).join(', ') || 'none';
  if (name !== undefined) {
    const source = find(name);
    if (source) return source;
    throw new Error(`There is no source ${name}; there are: ${names}.`);
  }
  const candidates = provider === null ? all : all.filter(source => source.provider.name === provider);
  const [first, second] = candidates;
  if (!first) throw new Error(`No source of ${provider ?? 'any provider'} is configured; there are: ${names}.`);
  if (provider === null && second) throw new Error(`Say with --source whose webhook it is: ${names}.`);
  return first;
}
