/** Action ids of buttons, menus and forms: a name and its parameters in one string. */

/**
 * Characters of an action id that every platform accepts: a Discord custom id holds 100 (Slack's action_id holds 255, its
 * button value 2,000). chat/state/long-actions.ts stores longer ones and sends a short id in their place.
 */
export const maxActionLength = 100;

/** Writes an action id of any length: `rules.edit` of rule `3f2a…` becomes `rules.edit|3f2a…`. */
export function writeAction(name: string, ...about: readonly string[]): string {
  return [name, ...about.map(each => encodeURIComponent(each.toWellFormed()))].join('|');
}

/** Reads an action id back; null when it isn't one of ours. */
export function readAction(action: string): { name: string; about: string[] } | null {
  const [name = '', ...about] = action.split('|');
  if (!/^[a-z]+(\.[a-z-]+)*$/.test(name)) return null;
  try {
    return { name, about: about.map(decodeURIComponent) };
  } catch {
    return null;
  }
}
