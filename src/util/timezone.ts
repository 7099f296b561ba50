/** Time zones by their IANA names. */

/** Valid names only, of which there are a few hundred: Intl takes long to create a formatter. */
const canonicalNames = new Map<string, string>();

/** The name as Intl spells it: `europe/london` -> `Europe/London`. Undefined for an unknown zone. */
export function canonicalTimezone(name: string): string | undefined {
  const known = canonicalNames.get(name);
  if (known !== undefined) return known;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    if (timeZone === name) canonicalNames.set(name, timeZone);
    return timeZone;
  } catch {
    return undefined;
  }
}

/** The zone of the machine that Callboard runs on. */
export const machineTimezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether the name is in the IANA database. Intl also accepts offsets (`+02:00`), which have no summer time: false. */
export function isTimezone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && canonicalTimezone(name) !== undefined;
}
