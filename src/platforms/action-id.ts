/** Actions of buttons, choices and forms: a name and what it is about. */

/**
 * Characters that every platform carries: those of a Discord custom id (Slack's action_id takes 255, its button's value
 * 2,000). commands/chat/kept-actions.ts keeps what is longer and sends a short one in its place.
 */
export const mostAction = 100;

/** `rules.edit` of rule `3f2a…` -> `rules.edit|3f2a…`, of any length. */
export function writeAction(name: string, ...about: readonly string[]): string {
  return [name, ...about.map(each => encodeURIComponent(each.toWellFormed()))].join('|');
}

/** Null for what is none of ours. */
export function readAction(action: string): { name: string; about: string[] } | null {
  const [name = '', ...about] = action.split('|');
  if (!/^[a-z]+(\.[a-z-]+)*$/.test(name)) return null;
  try {
    return { name, about: about.map(decodeURIComponent) };
  } catch {
    return null;
  }
}
