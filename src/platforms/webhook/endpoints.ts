/** Reads the endpoints from the operator's file. Errors name an endpoint and never a secret or a URL. */
import { readFileSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { fileReason } from '../../util/errors/file-reason.ts';
import { findWidePaths } from '../../util/private-files.ts';
import { parseSecret, secretRule } from '../../util/signing/standard-webhooks.ts';

export interface Endpoint {
  url: string;
  key: Buffer;
}

function hasCredentials(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && `${parsed.username}${parsed.password}` !== '';
}

/** Bytes of the file. */
const largestFile = 256 * 1024;

export const endpointName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Private addresses are allowed: the operator's own file names them, and it is the operator's network. */
const endpoint = z.strictObject({
  // fetch() refuses a URL with a password (https://fetch.spec.whatwg.org/#dom-request).
  url: z
    .url({ protocol: /^https?$/, error: 'must be a URL that starts with http:// or https://' })
    .refine(url => !hasCredentials(url), 'must be a URL without a user name or password'),
  secret: z.string('must be text').refine(secret => parseSecret(secret) !== null, secretRule),
});

const fileSchema = z.record(z.string().regex(endpointName, 'can have lowercase letters, digits and hyphens'), endpoint);

/** Reads the file. Throws an error with a sentence for people. */
export function readEndpoints(path: string): ReadonlyMap<string, Endpoint> {
  const fail = (problem: string) => new Error(`WEBHOOK_ENDPOINTS: ${problem}`);
  const text = readText(path, fail);
  const document = parseDocument(text);
  const [error] = document.errors;
  // The parser's own message quotes the line, which can hold a secret.
  if (error) throw fail(`${path} isn't valid YAML (line ${error.linePos?.[0].line ?? 1}).`);
  const { data, error: problems } = fileSchema.safeParse(document.toJS() ?? {});
  if (problems) throw fail(`${path}: ${problems.issues.map(describe).join('; ')}.`);
  if (Object.keys(data).length === 0) throw fail(`${path} has no endpoints.`);
  return new Map(
    Object.entries(data).map(([name, { url, secret }]) => [name, { url, key: parseSecret(secret) ?? Buffer.alloc(0) }]),
  );
}

function readText(path: string, fail: (problem: string) => Error): string {
  try {
    if (statSync(path).size > largestFile) throw fail(`${path} is larger than 256 KB.`);
    const [wide] = findWidePaths([path]);
    if (wide) throw fail(`Other users on this machine can open ${path} (mode ${wide.mode}). Run: ${wide.fix}`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw fail(`Can't read ${path}: ${fileReason(error)}.`);
  }
}

/** Names the field. A wrong value isn't repeated. */
function describe({ path, code, message }: z.core.$ZodIssue): string {
  const place = path.map(String).join('.') || 'the file';
  if (code === 'invalid_type') return `${place} must be ${path.length === 2 ? 'text' : 'a mapping'}`;
  if (code === 'unrecognized_keys') return `${place} has an unknown field`;
  if (code === 'invalid_key') return `the name of an endpoint can have lowercase letters, digits and hyphens`;
  return `${place} ${message}`;
}
