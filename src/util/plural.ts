/** Numbers and the form of the noun that goes with them. */
const rules = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

/** `1 message`, `2,000 messages`; give `many` where an s is not enough: `counted(2, 'delivery', 'deliveries')`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numbers.format(count)} ${plural(count, one, many)}`;
}

/** The form alone: `plural(2, 'is', 'are')`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return rules.select(count) === 'one' ? one : many;
}
