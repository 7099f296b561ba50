/** The manifest from which Slack makes the app: https://docs.slack.dev/reference/app-manifest. Nothing here loads the SDK. */
import { WHY } from './shortcut.ts';

/** What the bot may do, each with why. */
export const botScopes = [
  { name: 'chat:write', why: 'to post, and to answer where a form was sent' },
  { name: 'commands', why: 'the command /callboard and the message shortcut Why?' },
  {
    name: 'users:read',
    why: 'to know what people are called, for the audit log, and who is an admin of the workspace',
  },
  {
    name: 'channels:read',
    why: 'to hear of invitations and unarchived channels, to see that somebody is in a channel before they change its rules, whether the bot is, and what it is called',
  },
  { name: 'groups:read', why: 'the same in private channels that the bot was invited to' },
  { name: 'channels:history', why: 'to look up, after a crash, whether a message stands already' },
  { name: 'groups:history', why: 'the same in private channels that the bot was invited to' },
] as const;

/** `url` is where Callboard is reached, `https://calls.example.com`; null for Socket Mode, which needs no address. */
export function slackManifest(url: string | null) {
  const request = url === null ? {} : { request_url: `${url.replace(/\/+$/, '')}/slack/events` };
  return {
    display_information: {
      name: 'Callboard',
      description: 'Posts missed calls, meetings and recordings where they matter.',
    },
    features: {
      bot_user: { display_name: 'Callboard', always_online: true },
      // Messages for what Callboard may say nowhere else; it reads none.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      shortcuts: [
        {
          name: 'Why?',
          type: 'message',
          callback_id: WHY,
          description: 'Says which rule posted this message, and what became of it.',
        },
      ],
      slash_commands: [
        {
          command: '/callboard',
          ...(url !== null && { url: request.request_url }),
          description: 'Choose what is posted in this channel, and how.',
          usage_hint: 'add | rules | templates | test | why | mute | status | source | help',
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
