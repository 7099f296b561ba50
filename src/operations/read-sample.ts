/** Finds a webhook body: the sample of a trigger or event type, or the content of a file. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endWithSuggestion } from '../did-you-mean.ts';
import { providers } from '../sources/providers/index.ts';
import type { Provider } from '../sources/source.ts';

export interface FoundBody {
  body: unknown;
  /** The provider of the sample; null for a file. */
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

/**
 * Finds the sample of a trigger (`call_unanswered`) or an event type (`call.missed`), of one of the `preferred` providers if
 * they have one; null for any other name.
 */
export function findSample(name: string, preferred: readonly Provider[] = []): FoundBody | null {
  const fitting = allTriggers.filter(one => one.trigger === name || one.type === name);
  const found = fitting.find(({ provider }) => preferred.some(one => one.name === provider.name)) ?? fitting[0];
  return found ? { body: found.provider.sample(found.trigger), provider: found.provider } : null;
}

/** Like findSample(), and also reads a JSON file by its path. Throws an error with a suggestion when nothing is found. */
export async function findBody(name: string, preferred: readonly Provider[] = []): Promise<FoundBody> {
  const sample = findSample(name, preferred);
  if (sample) return sample;
  if (existsSync(name)) return { body: parse(name, await readFile(name, 'utf8')), provider: null };
  const known = allTriggers.flatMap(({ trigger, type }) => [trigger, type]);
  throw new Error(`Unknown event type, trigger or file "${name}"${endWithSuggestion(name, known)}`);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} isn't valid JSON. Use a file that holds the body of one webhook.`, { cause });
  }
}
