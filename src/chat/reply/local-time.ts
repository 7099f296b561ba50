import type { Inline } from '../../messages/message.ts';
import { relativeTime } from '../../util/relative-time.ts';

/**
 * A moment (milliseconds) that every reader sees in their own zone. Where a platform can't show that, in its fallback, the
 * moment is relative: no zone would be right for all readers.
 */
export function localTime(at: number): Inline {
  const fallback = relativeTime(at);
  return { type: 'time', at: Math.floor(at / 1000), format: 'datetime', fallback };
}
