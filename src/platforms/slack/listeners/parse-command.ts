/**
 * What somebody typed after /callboard. Slack sends people, channels and links escaped (the manifest asks for that: else a
 * person would arrive as a name that nobody can tell from another), and `&`, `<` and `>` as entities:
 * https://docs.slack.dev/interactivity/implementing-slash-commands#escaping_command_options
 */

/** `<@U1|ann>` -> `<@U1>`, `<#C1|calls>` -> `<#C1>`, `<!here|@here>` -> `<!here>`, `<http://a.example|a.example>` -> `a.example`. */
export function readTyped(text: string): string {
  return text
    .replaceAll(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, what: string, label?: string) =>
      /^[@#!]/.test(what) ? `<${what}>` : label || what,
    )
    .replaceAll(/&(lt|gt|amp);/g, (_, name: 'lt' | 'gt' | 'amp') => entities[name])
    .trim();
}

const entities = { lt: '<', gt: '>', amp: '&' };
