/** Actions of buttons, choices and forms: a name and what it is about, in the 100 characters of a Discord custom id. */

const most = 100;

/** `rules.edit` of rule `3f2a…` -> `rules.edit|3f2a…`. Throws when it is too long: that is a mistake of ours. */
export function writeAction(name: string, ...about: readonly string[]): string {
  const action = [name, ...about.map(encodeURIComponent)].join('|');
  if (action.length > most) throw new Error(`The action ${name} is longer than ${most} characters.`);
  return action;
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
