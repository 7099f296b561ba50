/** Slack's settings: the tokens of the app, and its API. */
import { z } from 'zod';
import { baseUrl, defineSettings, optionalText, urlForm } from '../../util/setting.ts';

export interface SlackSettings {
  botToken: string;
  appToken: string | undefined;
  signingSecret: string | undefined;
  apiUrl: string;
  /** Milliseconds between two messages of a channel; 0 for no limit. */
  interval: number;
}

const botToken = 'Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions';
/** Slack: "may not be turned off once it's turned on" (https://docs.slack.dev/authentication/using-token-rotation). */
const newApp = "Slack can't turn that off: create a new app without it, and copy its Bot User OAuth Token (xoxb-…)";
const appToken = 'Copy an app-level token (xapp-…) from Basic Information';
const signingSecret = 'Copy the Signing Secret from Basic Information';

/** Messages per second, as the time between two, milliseconds. */
const rate = z.string().transform(text => (text === 'off' ? 0 : 1000 / Number.parseInt(text, 10)));

export const settings = defineSettings(
  'Slack',
  {
    SLACK_BOT_TOKEN: {
      about: 'Bot User OAuth Token. It is enough for posting.',
      shown: 'xoxb-',
      type: optionalText,
      pattern: /^xoxb-[\w-]+$/,
      rule: `must start with xoxb- and have letters, digits and - only. ${botToken}`,
      mistakes: [
        [/^xoxb-$/, `has only the start of a token. ${botToken}`],
        [/^xapp-/, `has an app-level token, which belongs in SLACK_APP_TOKEN. ${botToken}`],
        [/^xoxp-/, `has a user token. ${botToken}`],
        [/^xoxe/, `has a token that expires, because the Slack app uses token rotation. ${newApp}`],
        [/^[0-9a-f]{32}$/, `has the client secret or the signing secret. ${botToken}`],
      ],
    },
    SLACK_APP_TOKEN: {
      about: 'App-level token with connections:write. Enables commands and buttons over Socket Mode.',
      shown: 'xapp-',
      type: optionalText,
      needs: 'SLACK_BOT_TOKEN',
      pattern: /^xapp-[\w-]+$/,
      rule: `must start with xapp- and have letters, digits and - only. ${appToken}`,
      mistakes: [
        [/^xapp-$/, `has only the start of a token. ${appToken}`],
        [/^xoxb-/, `has a bot token, which belongs in SLACK_BOT_TOKEN. ${appToken}`],
      ],
    },
    SLACK_SIGNING_SECRET: {
      about: 'Signing secret. Enables commands and buttons over HTTP (/slack/events) instead of Socket Mode.',
      type: optionalText,
      needs: 'SLACK_BOT_TOKEN',
      pattern: /^[\x21-\x7e]+$/,
      rule: `can't contain spaces or special letters. ${signingSecret}`,
      mistakes: [
        [/^(xox|xapp)/, `has a token. ${signingSecret}`],
        [/^[A-Za-z0-9]{24}$/, `has the Verification Token. ${signingSecret}`],
      ],
    },
    SLACK_API_URL: {
      about: "URL of Slack's Web API. Change it only for tests.",
      shown: 'https://slack.com/api/',
      type: baseUrl('https://slack.com/api/'),
      ...urlForm,
    },
    SLACK_RATE: {
      about: 'Messages per second per channel (Slack allows about 1/s). off = no limit.',
      shown: '1/s',
      type: rate.default(1000),
      pattern: /^(off|[1-9]\d*\/s)$/,
      rule: 'must be a rate like 1/s, or off',
    },
  },
  (env): SlackSettings | null =>
    env.SLACK_BOT_TOKEN
      ? {
          botToken: env.SLACK_BOT_TOKEN,
          appToken: env.SLACK_APP_TOKEN,
          signingSecret: env.SLACK_SIGNING_SECRET,
          apiUrl: env.SLACK_API_URL,
          interval: env.SLACK_RATE,
        }
      : null,
);
