import { hash as digest } from 'node:crypto';

/** `evt_` and 32 hex digits: what is the same by the provider's idempotency key has the same id. */
export function eventId(source: string, key: readonly string[]): string {
  return `evt_${hash([source, ...key])}`;
}

/** 32 hex digits: other fields have another. */
export function hash(fields: readonly string[]): string {
  return digest('sha256', JSON.stringify(fields)).slice(0, 32);
}
