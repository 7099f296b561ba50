/**
 * Signatures of Standard Webhooks: HMAC-SHA256 over `<id>.<timestamp>.<body>`
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** The length of a key in bytes, by the specification. */
const shortestKey = 24;
const longestKey = 64;

/** Describes the form of a secret, after the name of a setting. */
export const secretRule = `must be ${prefix} and ${shortestKey} to ${longestKey} bytes in base64`;

/** Reads a secret, `whsec_<base64>` or only the base64, as a key; null for other texts. */
export function parseSecret(secret: string): Buffer | null {
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length >= shortestKey && key.length <= longestKey ? key : null;
}

export function generateSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/** Returns the signature as the header has it, `v1,<base64>`. `timestamp` is in seconds since 1970. */
export function signWebhook(key: Buffer, id: string, timestamp: number | string, body: Buffer | string): string {
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return `v1,${signature}`;
}
