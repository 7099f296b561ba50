/** Reads Retry-After and similar values without trusting them. */

/**
 * Milliseconds: the longest wait accepted from a platform. A retry after an hour costs one request; a wait of a year would
 * stop the channel.
 */
export const longestRetryAfter = 60 * 60_000;

/** Rounds a wait up to whole milliseconds, at most `longestRetryAfter`; null for 0, negative, NaN and infinite values. */
export function boundWait(milliseconds: number): number | null {
  if (!Number.isFinite(milliseconds) || milliseconds <= 0) return null;
  return Math.ceil(Math.min(milliseconds, longestRetryAfter));
}

/**
 * Reads a Retry-After header: seconds, with decimals on Discord, or a date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). Returns milliseconds from `now`; null when the header is
 * missing or can't be read.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return boundWait(Number(text) * 1000);
  // Date.parse accepts almost any text with a number; an HTTP date begins with the day of the week.
  return /^[A-Z][a-z]{2,8}, /.test(text) ? boundWait(Date.parse(text) - now) : null;
}
