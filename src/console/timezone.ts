/** The reader's time zone, as the browser names it. */

/** An IANA zone in its own spelling; undefined, the machine's own, for whatever is none. */
export function readZone(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
