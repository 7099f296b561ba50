import { maxAllowedMentions, maxMentionsText } from './limits.ts';

/** A snowflake: https://docs.discord.com/developers/reference#snowflakes */
const snowflake = String.raw`\d{15,20}`;
const mentionForm = new RegExp(`^(?:@here|@everyone|<@&?${snowflake}>)$`);
const addressForm = new RegExp(`^${snowflake}/${snowflake}$`);

/** Whom a message may really ping: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  parse: 'everyone'[];
  users: string[];
  roles: string[];
  replied_user: false;
}

/** Whether this pings somebody on Discord: `@here`, `@everyone`, `<@user id>`, `<@&role id>`. */
export function checkMention(mention: string): { ok: true } | { ok: false; problem: string } {
  if (mentionForm.test(mention)) return { ok: true };
  return { ok: false, problem: 'write a Discord mention as @here, @everyone, <@user id> or <@&role id>' };
}

/** Whether this is `<guild id>/<channel id>`. */
export function checkAddress(address: string): boolean {
  return addressForm.test(address);
}

/** The channel's id in `<guild id>/<channel id>`. */
export function channelOf(address: string): string {
  return address.slice(address.indexOf('/') + 1);
}

/** The line that pings, of at most `limit` characters, and the permission to ping exactly those; what is no mention is left out. */
export function renderMentions(
  mentions: string[],
  limit = maxMentionsText,
): { text: string; allowed: AllowedMentions } {
  const kept: string[] = [];
  for (const mention of new Set(mentions.filter(each => checkMention(each).ok))) {
    if (kept.length === maxAllowedMentions || [...kept, mention].join(' ').length > limit) break;
    kept.push(mention);
  }
  const ids = (form: RegExp) => kept.flatMap(mention => form.exec(mention)?.[1] ?? []);
  return {
    text: kept.join(' '),
    allowed: {
      parse: kept.some(mention => mention.startsWith('@')) ? ['everyone'] : [],
      users: ids(/^<@(\d+)>$/),
      roles: ids(/^<@&(\d+)>$/),
      replied_user: false,
    },
  };
}
