/** Retry-After and the like, read without trusting them. */

/**
 * Milliseconds: the longest wait that a platform's answer is trusted with. Asking again after an hour costs one
 * request; a header that says a year would stop the channel.
 */
export const longestRetryAfter = 60 * 60_000;

/** A wait in milliseconds as a whole number up to `longestRetryAfter`; null when it is no wait at all: 0, negative, NaN, infinite. */
export function boundWait(milliseconds: number): number | null {
  if (!Number.isFinite(milliseconds) || milliseconds <= 0) return null;
  return Math.ceil(Math.min(milliseconds, longestRetryAfter));
}

/**
 * Reads a Retry-After header: seconds, with decimals on Discord, or a date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). Returns milliseconds from `now`; null when the header is
 * missing or makes no sense.
 */
export function readRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return boundWait(Number(text) * 1000);
  // Date.parse takes nearly anything that holds a number for a date; an HTTP date begins with the day of the week.
  return /^[A-Z][a-z]{2,8}, /.test(text) ? boundWait(Date.parse(text) - now) : null;
}
