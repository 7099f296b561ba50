/** A webhook body by name: a trigger's or an event type's sample, or a file's content. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endWithSuggestion } from '../did-you-mean.ts';
import { providers } from '../sources/providers/index.ts';
import type { Provider } from '../sources/source.ts';

export interface FoundBody {
  body: unknown;
  /** Whose it is; null for a file, which does not say. */
  provider: Provider | null;
}

export interface Trigger {
  trigger: string;
  type: string;
  provider: Provider;
}

/** Every trigger of every provider, in the order of their tables. */
export const allTriggers: readonly Trigger[] = Object.values<Provider>(providers).flatMap(provider =>
  Object.entries(provider.triggers).map(([trigger, type]) => ({ trigger, type, provider })),
);

/** `what` is a trigger (`call_unanswered`) or an event type (`call.missed`); null for anything else. */
export function findSample(what: string): FoundBody | null {
  const found = allTriggers.find(one => one.trigger === what) ?? allTriggers.find(one => one.type === what);
  return found ? { body: found.provider.sample(found.trigger), provider: found.provider } : null;
}

/** The same, or the path of a JSON file. Throws with a suggestion when it is none of these. */
export async function findBody(what: string): Promise<FoundBody> {
  const sample = findSample(what);
  if (sample) return sample;
  if (existsSync(what)) return { body: parse(what, await readFile(what, 'utf8')), provider: null };
  const known = allTriggers.flatMap(({ trigger, type }) => [trigger, type]);
  throw new Error(`No trigger, event type or file is named "${what}"${endWithSuggestion(what, known)}`);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} isn't JSON: ${(cause as Error).message}`, { cause });
  }
}
