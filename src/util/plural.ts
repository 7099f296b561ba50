/** Counts with the matching form of the noun. */
const rules = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

/** A count with its noun: `1 message`, `2,000 messages`. Irregular plurals go in `many`: `counted(2, 'delivery', 'deliveries')`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${plural(count, one, many)}`;
}

/** The form that matches the count: `plural(2, 'is', 'are')`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return rules.select(count) === 'one' ? one : many;
}
