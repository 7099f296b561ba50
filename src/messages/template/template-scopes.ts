/** Selects a channel's template: its own, else its workspace's, else the shared one, else the built-in one. */
import { type Template, templateSchema } from './template.ts';

export type Templates = ReadonlyMap<string, Template>;

/** `saved` has the saved templates by scope and name. A channel's scopes are listed from the outermost to its own. */
export function createTemplateSets(
  builtins: Templates,
  saved: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): (scopes: readonly string[]) => Templates {
  const parsed = new Map(
    [...saved].map(([scope, templates]) => {
      const its = [...templates].map(([name, body]) => [name, templateSchema.parse(body)] as const);
      return [scope, its];
    }),
  );
  const made = new Map<string, Templates>();
  return scopes => {
    // Few channels have their own templates; all others share one map.
    const used = scopes.filter(scope => parsed.has(scope));
    return made.getOrInsertComputed(used.join(' '), () => {
      return new Map([...builtins, ...used.flatMap(scope => parsed.get(scope) ?? [])]);
    });
  };
}
