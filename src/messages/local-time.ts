import { relativeTime } from '../util/relative-time.ts';
import type { Inline } from './message.ts';

/**
 * Formats a time (milliseconds) in each reader's own zone. The fallback for places without zones is relative ("2 hours ago"),
 * because no single zone is right for all readers.
 */
export function localTime(at: number): Inline {
  const fallback = relativeTime(at);
  return { type: 'time', at: Math.floor(at / 1000), format: 'datetime', fallback };
}
