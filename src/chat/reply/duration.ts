/** How long, as people write it: `90s`, `10m`, `2 hours`, `7d`. */

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const form = /^\s*(\d{1,9})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)?\s*$/i;

/** Seconds; a bare number is minutes where `bare` says so. Null for anything else. */
export function readSeconds(text: string, bare: keyof typeof units = 's'): number | null {
  const [, count, unit = bare] = form.exec(text) ?? [];
  return count === undefined ? null : Number(count) * units[unit.charAt(0).toLowerCase() as keyof typeof units];
}

/** In the longest unit that is exact: 7200 is `2h`. */
export function writeSeconds(seconds: number): string {
  const unit = (['d', 'h', 'm'] as const).find(each => seconds > 0 && seconds % units[each] === 0) ?? 's';
  return `${seconds / units[unit]}${unit}`;
}
