/** Describes Discord without connecting to it. Nothing here loads its SDK. */
import type { ConnectContext, Connected, PlatformDescriptor } from '../platform-descriptor.ts';
import { inviteLink } from './connect/invite.ts';
import { bodyToText } from './listeners/read-message.ts';
import { discordHtml } from './lookalike/lookalike.ts';
import { maxModalComponents } from './message/limits.ts';
import { checkAddress, checkMention, readMention } from './message/mention.ts';
import { parseMessageReference } from './message/permalink.ts';
import { renderMessage } from './message/render.ts';
import { type DiscordSettings, settings } from './settings.ts';

export const discord = {
  name: 'discord',
  title: 'Discord',
  mentionHint: '@here or <@user ID>. For names, use the mention option of /callboard add',
  fieldsPerForm: maxModalComponents,
  addressExample: 'discord:<server ID>/<channel ID>',
  tokenSetting: 'DISCORD_TOKEN',
  settings,
  operatorIds: { pattern: '\\d{15,20}', example: '123456789012345678' },
  receivesAt: ({ publicKey }) => (publicKey ? '/discord/interactions' : null),
  lookalike: { html: discordHtml, styles: new URL('./lookalike/lookalike.css', import.meta.url) },
  firstStep: 'In Discord, type /callboard menu in a channel.',
  workspaceWord: 'server',
  groupWord: 'role',
  commandPermission: {
    editing: 'Manage Channels',
    managing: 'Manage Server',
    settings: 'Server Settings > Integrations',
    editors: 'people with Manage Channels',
    anEditor: 'someone with Manage Channels',
    admins: 'people with Manage Server',
  },
  appSetup: {
    option: {
      description: 'Discord application ID (default: DISCORD_APPLICATION_ID)',
      pattern: /^\d{15,21}$/,
      problem: 'Use the Application ID from the developer portal.',
      example: '1234567890123456789',
    },
    write({ value, settings }) {
      const id = value ?? settings?.applicationId;
      const link = id === undefined ? null : inviteLink(id);
      const comment = link
        ? `to invite the bot, open ${link}`
        : 'for the link that invites the bot, add --discord <application ID>.';
      return { comments: [`Discord: ${comment}`], document: null, json: link };
    },
  },
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
