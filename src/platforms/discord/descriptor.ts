/** Describes Discord without connecting to it. Nothing here loads its SDK. */
import type { ConnectContext, Connected, PlatformDescriptor } from '../platform-descriptor.ts';
import { bodyToText } from './listeners/read-message.ts';
import { maxModalComponents } from './message/limits.ts';
import { checkAddress, checkMention, readMention } from './message/mention.ts';
import { parseMessageReference } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';
import { type DiscordSettings, settings } from './settings.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  fieldsPerForm: maxModalComponents,
  addressExample: 'discord:<server ID>/<channel ID>',
  tokenSetting: 'DISCORD_TOKEN',
  settings,
  operatorIds: { pattern: '\\d{15,20}', example: '123456789012345678' },
  receivesAt: ({ publicKey }) => (publicKey ? '/discord/interactions' : null),
  connect,
  render: renderMessage,
  renderText: message => bodyToText(renderMessage(message)),
  readMention,
  checkMention,
  checkAddress,
  parseMessageReference,
} satisfies PlatformDescriptor<DiscordSettings>;

async function connect(options: DiscordSettings, { proxy, ...context }: ConnectContext): Promise<Connected> {
  const { createDiscord } = await import('./index.ts');
  const platform = createDiscord({ ...options, ...context, isProxied: proxy !== null });
  return { platform, handler: platform.handler ?? null };
}
