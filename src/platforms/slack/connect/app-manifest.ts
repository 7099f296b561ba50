/** The manifest that Slack creates the app from: https://docs.slack.dev/reference/app-manifest. It doesn't load the SDK. */
import { slashCommand, subcommands } from '../../slash-command.ts';
import { WHY } from '../listeners/shortcut.ts';

/** The bot's scopes, each with its reason. */
export const botScopes = [
  { name: 'chat:write', why: 'to post messages and replies' },
  { name: 'commands', why: 'for the command /callboard and the message shortcut Why?' },
  {
    name: 'users:read',
    why: 'to show names in the audit log and see who is a workspace admin',
  },
  {
    name: 'channels:read',
    why: 'to show channel names, notice when it is invited or a channel is unarchived, and check that you are in a channel before you edit its rules',
  },
  { name: 'groups:read', why: 'the same in private channels that Callboard is in' },
  { name: 'channels:history', why: 'to check after a crash whether a message was already posted' },
  { name: 'groups:history', why: 'the same in private channels that Callboard is in' },
] as const;

/** Builds the manifest. `url` is Callboard's public URL, `https://calls.example.com`; null for Socket Mode, which needs none. */
export function slackManifest(url: string | null) {
  const request = url === null ? {} : { request_url: `${url.replace(/\/+$/, '')}/slack/events` };
  return {
    display_information: {
      name: 'Callboard',
      description: 'Call, meeting and recording alerts for your channels.',
    },
    features: {
      bot_user: { display_name: 'Callboard', always_online: true },
      // The messages tab is the last resort for replies; Callboard reads no messages there.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      shortcuts: [
        {
          name: 'Why?',
          type: 'message',
          callback_id: WHY,
          description: 'See which rule posted this message.',
        },
      ],
      slash_commands: [
        {
          command: `/${slashCommand.name}`,
          ...(url !== null && { url: request.request_url }),
          description: slashCommand.description,
          usage_hint: Object.keys(subcommands).join(' | '),
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: botScopes.map(({ name }) => name) } },
    settings: {
      event_subscriptions: {
        ...request,
        bot_events: ['app_home_opened', 'member_joined_channel', 'channel_unarchive', 'group_unarchive'],
      },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: url === null,
      token_rotation_enabled: false,
    },
  };
}
