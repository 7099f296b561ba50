/**
 * Parses the text after /callboard. Slack sends users, channels and links escaped, because the manifest requests it (names
 * alone are ambiguous), and `&`, `<` and `>` as entities:
 * https://docs.slack.dev/interactivity/implementing-slash-commands#escaping_command_options
 */

/** `<@U1|ann>` -> `<@U1>`, `<#C1|calls>` -> `<#C1>`, `<!here|@here>` -> `<!here>`, `<http://a.example|a.example>` -> `a.example`. */
export function parseCommandText(text: string): string {
  return text
    .replaceAll(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) =>
      /^[@#!]/.test(target) ? `<${target}>` : label || target,
    )
    .replaceAll(/&(lt|gt|amp);/g, (_, name: 'lt' | 'gt' | 'amp') => entities[name])
    .trim();
}

const entities = { lt: '<', gt: '>', amp: '&' };
