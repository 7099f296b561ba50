import { readFileSync } from 'node:fs';

/** Reads Callboard's version from package.json: `0.1.0`. */
export function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
