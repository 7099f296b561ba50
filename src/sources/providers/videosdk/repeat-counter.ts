import type { Normalized } from '../../source.ts';

/** Opposites: what ends with one of the first is undone by what ends with one of the second, and the reverse. */
const sides = [
  { side: 'on', words: ['joined', 'starting', 'started', 'processing'] },
  { side: 'off', words: ['left', 'stopping', 'stopped', 'failed', 'activated'] },
];

/**
 * Some bodies carry neither a moment nor an id of their own: somebody who leaves and comes back, or is recorded twice,
 * sends the very same body again. `who` tells whose turns are counted; without it they cannot be.
 */
export function repeatOf(trigger: string, who: readonly (string | null | undefined)[]): Pick<Normalized, 'repeat'> {
  const at = trigger.lastIndexOf('-');
  const side = sides.find(({ words }) => words.includes(trigger.slice(at + 1)))?.side;
  const known = who.filter(id => typeof id === 'string');
  return side && known.length === who.length ? { repeat: { pair: [trigger.slice(0, at), ...known], side } } : {};
}
