/** A webhook body by name: a trigger's sample, or a file's content. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { providers } from '../sources/index.ts';
import type { Provider } from '../sources/source.ts';
import { nearest } from '../suggest.ts';

export interface FoundBody {
  body: unknown;
  /** Whose it is; null for a file, which does not say. */
  provider: Provider | null;
}

/** `what` is a trigger (`call_unanswered`), or the path of a JSON file. Throws with a suggestion for neither. */
export async function findBody(what: string): Promise<FoundBody> {
  const provider = Object.values(providers).find(({ triggers }) => Object.hasOwn(triggers, what));
  if (provider) return { body: provider.sample(what), provider };
  if (existsSync(what)) return { body: parse(what, await readFile(what, 'utf8')), provider: null };
  const known = Object.values(providers).flatMap(({ triggers }) => Object.keys(triggers));
  const meant = nearest(what, known);
  throw new Error(`${what} is neither a trigger nor a file${meant ? `; did you mean ${meant}?` : '.'}`);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
