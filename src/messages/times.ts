/** Formats times and durations. */
import { createDateFormat } from '../util/date-format.ts';
import { relativeTime } from '../util/relative-time.ts';
import { isTimezone } from '../util/timezone.ts';
import type { Inline, TimeStyle } from './message.ts';

/** The last second of the year 9999; platforms can't show later times. */
const lastSecond = 253_402_300_799;

const clock = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
const day = { day: 'numeric', month: 'long', year: 'numeric' } as const;
/** Formats of fallbacks in a known zone. They never change after posting, so a relative time is written in full. */
const formats: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  time: clock,
  date: day,
  datetime: { ...day, ...clock },
  relative: { ...day, ...clock },
};

/**
 * The time of an ISO 8601 text; null for other texts and outside the years 1970 to 9999. The fallback is in the given zone.
 * Without a zone, or in an unknown one, it is relative ("2 hours ago"), because no single zone is right for all readers.
 */
export function toTime(
  iso: string,
  format: TimeStyle,
  timezone: string | null,
): Extract<Inline, { type: 'time' }> | null {
  const at = Math.floor(Date.parse(iso) / 1000);
  if (!(at >= 0 && at <= lastSecond)) return null;
  return { type: 'time', at, format, fallback: formatter(format, timezone)(at * 1000) };
}

const relative = (at: number): string => relativeTime(at);

/** Cached, since creating a formatter takes longer than the rest of a message. */
const formatters = new Map<string, (at: number) => string>();

function formatter(format: TimeStyle, timeZone: string | null): (at: number) => string {
  if (timeZone === null) return relative;
  const key = `${format} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const created = isTimezone(timeZone) ? createDateFormat({ ...formats[format], timeZone }) : relative;
  formatters.set(key, created);
  return created;
}

/** Seconds as `45 s`, `1 min 5 s`, `2 h 3 min`, `3 d 4 h`; empty for negative and invalid numbers. */
export function writeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (!Number.isSafeInteger(whole) || whole < 0) return '';
  if (whole < 3600) return join([Math.floor(whole / 60), 'min'], [whole % 60, 's']);
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60) return join([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min']);
  const hours = Math.round(minutes / 60);
  return join([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

function join(large: [number, string], small: [number, string]): string {
  const parts = [large, small].filter(([count]) => count > 0);
  return (parts.length ? parts : [small]).map(([count, unit]) => `${count} ${unit}`).join(' ');
}
