import { readFileSync } from 'node:fs';

/**
 * Reads a provider's samples/<trigger>.json, a new copy for each call so that the caller can change it. Throws RangeError
 * for an unknown trigger.
 */
export function createSample(provider: string, folder: URL, triggers: object): (trigger: string) => unknown {
  return trigger => {
    if (!Object.hasOwn(triggers, trigger)) throw new RangeError(`${provider} has no trigger ${trigger}.`);
    return JSON.parse(readFileSync(new URL(`${trigger}.json`, folder), 'utf8'));
  };
}
