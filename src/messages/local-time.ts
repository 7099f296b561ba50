import { relativeTime } from '../util/relative-time.ts';
import type { Inline, TimeStyle } from './message.ts';

/** Formats a time (milliseconds) in each reader's own zone. */
export function localTime(at: number): Inline {
  return withoutZone(at, 'datetime');
}

/** Formats the end of something, to follow "until": `6:50 PM` while it is less than a day away, else with the date. */
export function untilTime(at: number): Inline {
  // An hour less than a day, so that the time alone never names the hour that it is now.
  const format = at - Date.now() < 23 * 3_600_000 ? 'time' : 'datetime';
  return withoutZone(at, format);
}

/** The fallback for places without zones is relative, because no single zone is right for all readers. */
function withoutZone(at: number, format: TimeStyle): Inline {
  return { type: 'time', at: Math.floor(at / 1000), format, fallback: relativeTime(at) };
}
