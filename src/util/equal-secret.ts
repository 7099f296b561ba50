import { hash, timingSafeEqual } from 'node:crypto';

/** Compares an input with a secret in constant time, of any lengths. An empty `input` never matches. */
export function equalsSecret(input: string | Buffer, secret: string): boolean {
  const digest = (text: string | Buffer) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(input), digest(secret)) && input.length > 0;
}
