import { relativeTime } from '../util/relative-time.ts';
import type { Inline } from './message.ts';
import { toTime } from './times.ts';

/**
 * Formats a time (milliseconds) in each reader's own zone. The fallback for places without zones is relative ("2 hours ago"),
 * because no single zone is right for all readers.
 */
export function localTime(at: number): Inline {
  const fallback = relativeTime(at);
  return { type: 'time', at: Math.floor(at / 1000), format: 'datetime', fallback };
}

/** Formats the end of something, to follow "until": `6:50 PM` while it is less than a day away, else with the date. */
export function untilTime(at: number): Inline {
  // An hour less than a day, so that the time alone never names the hour that it is now.
  const format = at - Date.now() < 23 * 3_600_000 ? 'time' : 'datetime';
  return toTime(new Date(at).toISOString(), format, 'UTC') ?? localTime(at);
}
