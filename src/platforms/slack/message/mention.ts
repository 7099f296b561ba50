/** Mentions in Slack's syntax: https://docs.slack.dev/messaging/formatting-message-text#advanced */
import type { types } from '@slack/bolt';
import type { ChatUser } from '../../chat-protocol.ts';
import type { PlatformDescriptor } from '../../platform-descriptor.ts';

const broadcast = /^<!(here|channel|everyone)>$/;
const user = /^<@([UW][A-Z0-9]+)>$/;
const memberId = /^[UW][A-Z0-9]{7,}$/;
const usergroup = /^<!subteam\^(S[A-Z0-9]+)>$/;

/** Converts a mention to the rich_text element that pings; null when it isn't Slack's syntax. */
export function mentionElement(mention: string): types.RichTextElement | null {
  const range = broadcast.exec(mention)?.[1] as 'here' | 'channel' | 'everyone' | undefined;
  if (range) return { type: 'broadcast', range };
  const userId = user.exec(mention)?.[1];
  if (userId) return { type: 'user', user_id: userId };
  const groupId = usergroup.exec(mention)?.[1];
  if (groupId) return { type: 'usergroup', usergroup_id: groupId };
  return null;
}

/** Like mentionElement(), to show a name: null for a mention of everyone, which could ping. */
export function nameElement(mention: string): types.RichTextElement | null {
  return isBroadcast(mention) ? null : mentionElement(mention);
}

/** Checks for a mention of all members of a channel or workspace: `<!here>`, `<!channel>`, `<!everyone>`. */
export const isBroadcast = (mention: string): boolean => broadcast.test(mention);

/** Checks for a mention of a user group: `<!subteam^S0123>`. */
export const isGroup = (mention: string): boolean => usergroup.test(mention);

/**
 * `@here` becomes `<!here>`, and `<@U0123|ada>`, Slack's form of a selected name, becomes `<@U0123>`. So does a member ID as
 * *Copy member ID* gives it: `U012AB3CD`.
 */
export function readMention(typed: string): string {
  const bare = typed.replace(/^<([^|>]*)\|[^>]*>$/, '<$1>');
  const range = /^@?(here|channel|everyone)$/.exec(bare)?.[1];
  if (range) return `<!${range}>`;
  return memberId.test(bare) ? `<@${bare}>` : bare;
}

export const checkMention: PlatformDescriptor['checkMention'] = mention => {
  if (mentionElement(mention)) return { ok: true };
  const range = /^@?(here|channel|everyone)$/.exec(mention)?.[1];
  const meant = range
    ? `Use <!${range}>`
    : "Use <!here>, <!channel>, <@U0123> for a person or <!subteam^S0123> for a group. The ⋮ of a person's profile has their member ID";
  return { ok: false, problem: `Slack doesn't recognize the mention ${JSON.stringify(mention)}. ${meant}.` };
};

/** Checks for a mention that pings everyone in a channel or workspace, also users who are away. */
export const isBroadMention = (mention: string): boolean => mention === '<!channel>' || mention === '<!everyone>';

/**
 * Returns why a user may not use these broad mentions, or null. A workspace can reserve them for its admins
 * (https://slack.com/help/articles/115004855143), but apps can't read that setting, so only admins may use them.
 */
export function findBroadMentionProblem({ admin, unknown }: ChatUser, mentions: readonly string[]): string | null {
  if (admin) return null;
  if (unknown !== undefined) return unknown;
  const names = mentions.map(mention => mention.replace(/^<!(.*)>$/, '@$1')).join(' and ');
  return `Only workspace admins can use ${names} in a rule, because it pings everyone. Use @here or a person, or ask an admin to save the rule.`;
}
