import type { Inline } from '../../messages/message.ts';

/** A moment (milliseconds) that every reader sees in their own zone. */
export function momentWords(at: number): Inline {
  const fallback = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { type: 'time', at: Math.floor(at / 1000), format: 'datetime', fallback };
}
