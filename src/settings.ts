/** How each setting is written, and what is pasted in its place: the table behind the problems of a configuration. */
import { publicKeyProblem } from './sources/providers/videosdk/keys/public-key.ts';
import { findInvisible } from './util/invisible.ts';

interface SettingForm {
  /** Everything that can be right. */
  is?: RegExp;
  /** What to write, after the setting's name: `must start with xoxb-. Copy …`. No sentence repeats a value. */
  say?: string;
  /** What is often pasted in its place, each with what it is and what to write. */
  mistakes?: readonly (readonly [RegExp, string])[];
  /** For what neither tells. */
  problem?: (value: string) => string | null;
  /** A password: any sign may belong to it, a prefix too. */
  free?: true;
  /** Line ends belong to it. */
  lines?: true;
}

const url: SettingForm = { is: /^https?:\/\/[^\s/]/i, say: 'must be a URL that starts with http:// or https://' };
const proxy: SettingForm = {
  is: /^https?:\/\/[^\s/]/i,
  say: 'must be a URL like http://proxy.example.com:3128',
  mistakes: [[/^socks/i, "can't be a SOCKS proxy. Use the URL of an HTTP proxy, like http://proxy.example.com:3128"]],
};
const duration: SettingForm = { is: /^(off|\d+[smhd])$/, say: 'must be a duration like 10s or 24h, or off' };

const botPage = 'Copy the token from the Bot page of the developer portal';
const generalPage = (name: string) => `Copy the ${name} from General Information in the developer portal`;
const botToken = 'Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions';
const appToken = 'Copy an app-level token (xapp-…) from Basic Information';
const signingSecret = 'Copy the Signing Secret from Basic Information';

/** By the names of the variables. What is not here is checked by its type alone, in config.ts. */
export const settingForms: Readonly<Record<string, SettingForm>> = {
  HOST: {
    is: /^[\w.:%[\]-]+$/,
    say: 'must be an IP address or a host name',
    mistakes: [[/:\/\//, 'must be an IP address or a host name, without http://']],
  },
  PORT: {
    is: /^(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    say: 'must be a number from 0 to 65535',
  },
  DATABASE_URL: {
    is: /^(sqlite:.+|postgres(ql)?:\/\/.+)$/,
    say: 'must be sqlite:<path> or postgres://user:password@host/name',
  },
  COMETCHAT_USERNAME: { free: true, mistakes: [[/:/, "can't contain a colon"]] },
  COMETCHAT_PASSWORD: { free: true },
  CONSOLE_PASSWORD: { free: true },
  VIDEOSDK_PUBLIC_KEY: { lines: true, problem: publicKeyProblem },
  VIDEOSDK_API_URL: url,
  SLACK_BOT_TOKEN: {
    is: /^xoxb-[\w-]+$/,
    say: `must start with xoxb- and have letters, digits and - only. ${botToken}`,
    mistakes: [
      [/^xoxb-$/, `has only the start of a token. ${botToken}`],
      [/^xapp-/, `has an app-level token, which belongs in SLACK_APP_TOKEN. ${botToken}`],
      [/^xoxp-/, `has a user token. ${botToken}`],
      [/^xoxe/, `has a token that is rotated. Turn off token rotation. ${botToken}`],
      [/^[0-9a-f]{32}$/, `has a secret of the app. ${botToken}`],
    ],
  },
  SLACK_APP_TOKEN: {
    is: /^xapp-[\w-]+$/,
    say: `must start with xapp- and have letters, digits and - only. ${appToken}`,
    mistakes: [
      [/^xapp-$/, `has only the start of a token. ${appToken}`],
      [/^xoxb-/, `has a bot token, which belongs in SLACK_BOT_TOKEN. ${appToken}`],
    ],
  },
  SLACK_SIGNING_SECRET: {
    is: /^[\x21-\x7e]+$/,
    say: `can't contain spaces or special letters. ${signingSecret}`,
    mistakes: [
      [/^(xox|xapp)/, `has a token. ${signingSecret}`],
      [/^[A-Za-z0-9]{24}$/, `has the Verification Token. ${signingSecret}`],
    ],
  },
  SLACK_API_URL: url,
  SLACK_RATE: { is: /^(off|[1-9]\d*\/s)$/, say: 'must be a rate like 1/s, or off' },
  DISCORD_TOKEN: {
    is: /^[\w.-]+$/,
    say: `can have letters, digits, dots, - and _ only. ${botPage}`,
    mistakes: [
      [/^[0-9a-f]{64}$/i, `has the public key, which belongs in DISCORD_PUBLIC_KEY. ${botPage}`],
      [/^\d{15,20}$/, `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${botPage}`],
      [/^[\w-]{32}$/, `has the client secret. ${botPage}`],
    ],
  },
  DISCORD_APPLICATION_ID: { is: /^\d{15,20}$/, say: `must be 15 to 20 digits. ${generalPage('Application ID')}` },
  DISCORD_PUBLIC_KEY: {
    is: /^[0-9a-f]{64}$/i,
    say: `must be 64 hex digits. ${generalPage('Public Key')}`,
    mistakes: [
      [/^\d{15,20}$/, `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${generalPage('Public Key')}`],
      [/^[\w-]+\.[\w-]+\.[\w-]+$/, `has the bot token, which belongs in DISCORD_TOKEN. ${generalPage('Public Key')}`],
    ],
  },
  DISCORD_API_URL: url,
  PUBLIC_URL: url,
  METRICS_TOKEN: { is: /^[\w.~+/-]+=*$/, say: 'can have letters, digits and -._~+/ only' },
  OPERATORS: {
    is: /^[\s,]*((slack:[A-Z][A-Z0-9]+|discord:\d{15,20})([\s,]+|$))*$/,
    say: 'must be a comma-separated list like slack:U0123,discord:123456789012345678',
    lines: true,
  },
  BATCH_AFTER: duration,
  GIVE_UP_AFTER: duration,
  HTTP_PROXY: proxy,
  HTTPS_PROXY: proxy,
};

const quotes = /^(["'`].*["'`]|[“”„‘’‚«»].*[“”‘’«»])$/s;
const loneQuote = /^["'`“”„‘’‚«»]|["'`“”„‘’‚«»]$/;
const wordBefore = /^(Bearer|Bot|Basic|Token)[\s:]+/i;

/**
 * Why a setting can't be what it is, to follow its name; null when nothing is wrong with the way it is written. Never
 * repeats the value, which may be a secret. White space around it has been removed.
 */
export function settingProblem(name: string, value: string): string | null {
  const { is, say = '', mistakes = [], problem, free, lines } = settingForms[name] ?? {};
  if (quotes.test(value)) return 'is in quotes. Write it without them';
  const unseen = lines ? null : findInvisible(value);
  if (unseen?.name === 'a line end') return 'has a line end in it. Write it on one line';
  if (unseen) return `has ${unseen.name} as its character ${unseen.position}. Delete that character`;
  if (value.startsWith(`${name}=`)) return `has its own name in its value. Write only what follows ${name}=`;
  const [word] = free ? [] : (wordBefore.exec(value) ?? []);
  if (word !== undefined) return `starts with "${word.trim()}". Write only what follows it`;
  const mistake = mistakes.find(([pattern]) => pattern.test(value));
  if (mistake) return mistake[1];
  if (is && !is.test(value)) return loneQuote.test(value) ? `has a quote at one end. Delete it` : say;
  return problem?.(value) ?? null;
}
