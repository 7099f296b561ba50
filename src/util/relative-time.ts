/** Times relative to now, for readers whose time zone isn't known. */
const units = [
  { name: 'day', length: 86_400_000 },
  { name: 'hour', length: 3_600_000 },
  { name: 'min', length: 60_000 },
  { name: 's', length: 1000 },
] as const;

/**
 * `3 min ago`, `2 days ago`, or `5 min from now`, which also follows "until". Both parameters are milliseconds since 1970.
 */
export function relativeTime(moment: number, now = Date.now()): string {
  // In whole seconds, so that an hour from now isn't 59 min a moment later.
  const distance = Math.round(Math.abs(now - moment) / 1000) * 1000;
  const unit = units.find(({ length }) => distance >= length);
  if (!unit) return 'just now';
  const count = Math.floor(distance / unit.length);
  const plural = (unit.name === 'day' || unit.name === 'hour') && count !== 1 ? 's' : '';
  const length = `${count} ${unit.name}${plural}`;
  return `${length} ${moment <= now ? 'ago' : 'from now'}`;
}
