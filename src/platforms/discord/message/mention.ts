/** Mentions and addresses in Discord's notation. */
import { maxAllowedMentions, maxMentionsText } from './limits.ts';

/** A snowflake: https://docs.discord.com/developers/reference#snowflakes */
const snowflake = String.raw`\d{15,20}`;
const mentionPattern = new RegExp(`^(?:@here|@everyone|<@&?${snowflake}>)$`);
const addressPattern = new RegExp(`^${snowflake}/${snowflake}$`);

/** The mentions that really ping: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
export interface AllowedMentions {
  parse: 'everyone'[];
  users: string[];
  roles: string[];
  replied_user: false;
}

const forms = 'Use @here, @everyone, <@user ID> for a person or <@&role ID> for a role.';

/** `here` becomes `@here`, and `<@!123>`, an older form of a person, becomes `<@123>`. */
export const readMention = (typed: string): string =>
  typed.replace(/^<@!(\d+)>$/, '<@$1>').replace(/^(here|everyone)$/, '@$1');

/** Whether a mention is of one person or role, so that Discord shows a name for it. */
export const isNameable = (mention: string): boolean => mention.startsWith('<') && mentionPattern.test(mention);

/** Checks a mention: `@here`, `@everyone`, `<@user id>` or `<@&role id>`. */
export function checkMention(mention: string): { ok: true } | { ok: false; problem: string } {
  if (mentionPattern.test(mention)) return { ok: true };
  return { ok: false, problem: `Discord doesn't recognize the mention ${JSON.stringify(mention)}. ${forms}` };
}

/** Whether a string has the form `<guild id>/<channel id>`. */
export function checkAddress(address: string): boolean {
  return addressPattern.test(address);
}

/** Extracts the channel's id from `<guild id>/<channel id>`. */
export function channelOf(address: string): string {
  return address.slice(address.indexOf('/') + 1);
}

/** Writes the line of mentions, at most `limit` characters, and allows exactly those to ping. Leaves out invalid mentions. */
export function renderMentions(
  mentions: string[],
  limit = maxMentionsText,
): { text: string; allowed: AllowedMentions } {
  const included: string[] = [];
  for (const mention of new Set(mentions.filter(each => checkMention(each).ok))) {
    if (included.length === maxAllowedMentions || [...included, mention].join(' ').length > limit) break;
    included.push(mention);
  }
  const ids = (pattern: RegExp) => included.flatMap(mention => pattern.exec(mention)?.[1] ?? []);
  return {
    text: included.join(' '),
    allowed: {
      parse: included.some(mention => mention.startsWith('@')) ? ['everyone'] : [],
      users: ids(/^<@(\d+)>$/),
      roles: ids(/^<@&(\d+)>$/),
      replied_user: false,
    },
  };
}
