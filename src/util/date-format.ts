/** Dates and times of day as an American reader expects them: `November 27, 2026 at 2:02 PM`. */

/** Creates a function that writes a moment in milliseconds. Creating one is slow, so keep it. Throws for an unknown zone. */
export function createDateFormat(options: Intl.DateTimeFormatOptions): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-US', options);
  // ICU puts a narrow no-break space before PM. Terminals and logs may show it as a box, and a search doesn't find it.
  return at => format.format(at).replaceAll('\u202f', ' ');
}
