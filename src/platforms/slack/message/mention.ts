/** Mentions in Slack's own words: https://docs.slack.dev/messaging/formatting-message-text#advanced */
import type { types } from '@slack/bolt';
import type { ChatUser } from '../../chat-protocol.ts';
import type { PlatformDescriptor } from '../../platform.ts';

const broadcast = /^<!(here|channel|everyone)>$/;
const user = /^<@([UW][A-Z0-9]+)>$/;
const usergroup = /^<!subteam\^(S[A-Z0-9]+)>$/;

/** The rich_text element that pings, or null when this is no mention of Slack's. */
export function mentionElement(mention: string): types.RichTextElement | null {
  const range = broadcast.exec(mention)?.[1] as 'here' | 'channel' | 'everyone' | undefined;
  if (range) return { type: 'broadcast', range };
  const userId = user.exec(mention)?.[1];
  if (userId) return { type: 'user', user_id: userId };
  const groupId = usergroup.exec(mention)?.[1];
  if (groupId) return { type: 'usergroup', usergroup_id: groupId };
  return null;
}

/** Whether this mentions all members of a channel or workspace: `<!here>`, `<!channel>`, `<!everyone>`. */
export const isBroadcast = (mention: string): boolean => broadcast.test(mention);

/** Whether this mentions a user group: `<!subteam^S0123>`. */
export const isGroup = (mention: string): boolean => usergroup.test(mention);

export const checkMention: PlatformDescriptor['checkMention'] = mention => {
  if (mentionElement(mention)) return { ok: true };
  const range = /^@?(here|channel|everyone)$/.exec(mention)?.[1];
  const meant = range
    ? `Use <!${range}>`
    : 'Use <!here>, <!channel>, <@U0123> for a person or <!subteam^S0123> for a group';
  return { ok: false, problem: `Slack doesn't recognize the mention ${JSON.stringify(mention)}. ${meant}.` };
};

/** Whether it pings everybody in a channel or workspace, also those who are away. */
export const isBroad = (mention: string): boolean => mention === '<!channel>' || mention === '<!everyone>';

/**
 * Why somebody may not use these mentions, which are broad; null when they may. Slack lets a workspace keep them for its
 * admins (https://slack.com/help/articles/115004855143), and tells an app nothing of that setting. So they are for admins.
 */
export function whyNotBroad({ admin, unknown }: ChatUser, mentions: readonly string[]): string | null {
  if (admin) return null;
  if (unknown !== undefined) return unknown;
  const names = mentions.map(mention => mention.replace(/^<!(.*)>$/, '@$1')).join(' and ');
  return `Only workspace admins can use ${names} in a rule, because it pings everyone. Use @here or a person, or ask an admin to save the rule.`;
}
