import { hash as digest } from 'node:crypto';

/** Returns an event's id, `evt_` and 32 hex digits. Events with the same idempotency key of the provider have the same id. */
export function eventId(source: string, key: readonly string[]): string {
  return `evt_${hash([source, ...key])}`;
}

/** Hashes fields to 32 hex digits. */
export function hash(fields: readonly string[]): string {
  return digest('sha256', JSON.stringify(fields)).slice(0, 32);
}
