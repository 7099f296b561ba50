/** Discord's settings: the bot's token, and its API. */
import { baseUrl, defineSettings, optionalText, urlForm } from '../../util/setting.ts';

export interface DiscordSettings {
  token: string;
  applicationId: string | undefined;
  publicKey: string | undefined;
  /** Without a slash at the end. */
  apiUrl: string;
}

const botPage = 'Copy the token from the Bot page of the developer portal';
const generalPage = (name: string) => `Copy the ${name} from General Information in the developer portal`;

export const settings = defineSettings(
  'Discord',
  {
    DISCORD_TOKEN: {
      about: 'Bot token. It is enough for posting, commands and buttons.',
      type: optionalText,
      pattern: /^[\w.-]+$/,
      rule: `can have letters, digits, dots, - and _ only. ${botPage}`,
      mistakes: [
        [/^[0-9a-f]{64}$/i, `has the public key, which belongs in DISCORD_PUBLIC_KEY. ${botPage}`],
        [/^\d{15,20}$/, `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${botPage}`],
        [/^[\w-]{32}$/, `has the client secret. ${botPage}`],
      ],
    },
    DISCORD_APPLICATION_ID: {
      about: 'Application ID, optional. With it, doctor notices a token of another application.',
      type: optionalText,
      needs: 'DISCORD_TOKEN',
      pattern: /^\d{15,20}$/,
      rule: `must be 15 to 20 digits. ${generalPage('Application ID')}`,
    },
    DISCORD_PUBLIC_KEY: {
      about:
        'Public key. Enables commands and buttons over HTTP instead of the gateway. In the developer portal, set the Interactions Endpoint URL to https://<host>/discord/interactions.',
      type: optionalText,
      needs: 'DISCORD_TOKEN',
      pattern: /^[0-9a-f]{64}$/i,
      rule: `must be 64 hex digits. ${generalPage('Public Key')}`,
      mistakes: [
        [
          /^\d{15,20}$/,
          `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${generalPage('Public Key')}`,
        ],
        [/^[\w-]+\.[\w-]+\.[\w-]+$/, `has the bot token, which belongs in DISCORD_TOKEN. ${generalPage('Public Key')}`],
      ],
    },
    DISCORD_API_URL: {
      about: "URL of Discord's API. Change it only for tests.",
      shown: 'https://discord.com/api',
      type: baseUrl('https://discord.com/api').transform(url => url.replace(/\/$/, '')),
      ...urlForm,
    },
  },
  (env): DiscordSettings | null =>
    env.DISCORD_TOKEN
      ? {
          token: env.DISCORD_TOKEN,
          applicationId: env.DISCORD_APPLICATION_ID,
          publicKey: env.DISCORD_PUBLIC_KEY,
          apiUrl: env.DISCORD_API_URL,
        }
      : null,
);
