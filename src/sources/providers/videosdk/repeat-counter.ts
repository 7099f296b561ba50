import type { Normalized } from '../../source.ts';

/** Opposite endings of triggers: each of the first list is undone by one of the second, and the reverse. */
const sides = [
  { side: 'on', words: ['joined', 'starting', 'started', 'processing'] },
  { side: 'off', words: ['left', 'stopping', 'stopped', 'failed', 'activated'] },
];

/**
 * Counts repeats of identical bodies: a person who leaves and rejoins, or is recorded twice, causes the same body again,
 * without a time or an id. `who` identifies the subject; without it repeats can't be counted.
 */
export function repeatOf(trigger: string, who: readonly (string | null | undefined)[]): Pick<Normalized, 'repeat'> {
  const at = trigger.lastIndexOf('-');
  const side = sides.find(({ words }) => words.includes(trigger.slice(at + 1)))?.side;
  const known = who.filter(id => typeof id === 'string');
  return side && known.length === who.length ? { repeat: { pair: [trigger.slice(0, at), ...known], side } } : {};
}
