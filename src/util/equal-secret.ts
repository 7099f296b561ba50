import { hash, timingSafeEqual } from 'node:crypto';

/** Compares a secret in constant time, whatever the lengths. An empty `input` never matches. */
export function equalsSecret(input: string, secret: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(input), digest(secret)) && input !== '';
}
