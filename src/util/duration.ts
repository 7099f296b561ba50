/** Durations as files, settings and people write them. */

export const hour = 60 * 60_000;
export const day = 24 * hour;

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
type Unit = keyof typeof unitSeconds;

/** The notation of files, settings and options: `10s`, `5m`, `2h`, `1d`. */
export const durationPattern = /^\d+[smhd]$/;

/** Milliseconds of `10s`, `5m`, `2h` or `1d`; null for other texts. */
export function parseDuration(text: string): number | null {
  if (!durationPattern.test(text)) return null;
  return Number(text.slice(0, -1)) * unitSeconds[text.slice(-1) as Unit] * 1000;
}

const typedDuration = /^(\d{1,9})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)?$/i;

/** Seconds of a duration as people type it: `90s`, `10 min`, `2 hours`. A bare number has the unit `bare`. Null for other texts. */
export function readSeconds(text: string, bare: Unit = 's'): number | null {
  const [, count, unit = bare] = typedDuration.exec(text.trim()) ?? [];
  return count === undefined ? null : Number(count) * unitSeconds[unit.charAt(0).toLowerCase() as Unit];
}

/** Seconds in the largest unit without a remainder: 7200 -> `2h`. */
export function writeSeconds(seconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find(each => seconds > 0 && seconds % unitSeconds[each] === 0) ?? 's';
  return `${seconds / unitSeconds[unit]}${unit}`;
}
