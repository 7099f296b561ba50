import { readFileSync } from 'node:fs';

/**
 * Reads a provider's samples/<trigger>.json, anew each time so that the caller may change it. Throws RangeError for a
 * trigger that the provider does not have.
 */
export function createSample(provider: string, folder: URL, triggers: object): (trigger: string) => unknown {
  return trigger => {
    if (!Object.hasOwn(triggers, trigger)) throw new RangeError(`${provider} has no trigger ${trigger}.`);
    return JSON.parse(readFileSync(new URL(`${trigger}.json`, folder), 'utf8'));
  };
}
