/** The format of each setting and common mistakes, with the problem to report for each. */
import { publicKeyProblem } from './sources/providers/videosdk/public-keys/public-key.ts';
import { findInvisible } from './util/text/invisible.ts';

interface SettingForm {
  /** Matches all valid values. */
  pattern?: RegExp;
  /** The problem with an invalid value, after the setting's name: `must start with xoxb-. Copy …`. Never contains the value. */
  rule?: string;
  /** Values that are often pasted by mistake, each with the problem to report. */
  mistakes?: readonly (readonly [RegExp, string])[];
  /** A check beyond the patterns; null: no problem. */
  problem?: (value: string) => string | null;
  /** A password, which may contain anything, also `Bearer `. */
  free?: true;
  /** May contain line ends. */
  lines?: true;
}

const url: SettingForm = { pattern: /^https?:\/\/[^\s/]/i, rule: 'must be a URL that starts with http:// or https://' };
const proxy: SettingForm = {
  pattern: /^https?:\/\/[^\s/]/i,
  rule: 'must be a URL like http://proxy.example.com:3128',
  mistakes: [[/^socks/i, "can't be a SOCKS proxy. Use the URL of an HTTP proxy, like http://proxy.example.com:3128"]],
};
const duration: SettingForm = { pattern: /^(off|\d+[smhd])$/, rule: 'must be a duration like 10s or 24h, or off' };

const botPage = 'Copy the token from the Bot page of the developer portal';
const generalPage = (name: string) => `Copy the ${name} from General Information in the developer portal`;
const botToken = 'Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions';
/** Slack: "may not be turned off once it's turned on" (https://docs.slack.dev/authentication/using-token-rotation). */
const newApp = "Slack can't turn that off: create a new app without it, and copy its Bot User OAuth Token (xoxb-…)";
const appToken = 'Copy an app-level token (xapp-…) from Basic Information';
const signingSecret = 'Copy the Signing Secret from Basic Information';

/** The formats, by the settings' names. config.ts checks the type of the others. */
export const settingForms: Readonly<Record<string, SettingForm>> = {
  HOST: {
    pattern: /^[\w.:%[\]-]+$/,
    rule: 'must be an IP address or a host name',
    mistakes: [[/:\/\//, 'must be an IP address or a host name, without http://']],
  },
  PORT: {
    pattern: /^(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    rule: 'must be a number from 0 to 65535',
  },
  DATABASE_URL: {
    pattern: /^(sqlite:.+|postgres(ql)?:\/\/.+)$/,
    rule: 'must be sqlite:<path> or postgres://user:password@host/name',
  },
  COMETCHAT_USERNAME: { free: true, mistakes: [[/:/, "can't contain a colon"]] },
  COMETCHAT_PASSWORD: { free: true },
  CONSOLE_PASSWORD: { free: true },
  VIDEOSDK_PUBLIC_KEY: { lines: true, problem: publicKeyProblem },
  VIDEOSDK_API_URL: url,
  SLACK_BOT_TOKEN: {
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
    pattern: /^xapp-[\w-]+$/,
    rule: `must start with xapp- and have letters, digits and - only. ${appToken}`,
    mistakes: [
      [/^xapp-$/, `has only the start of a token. ${appToken}`],
      [/^xoxb-/, `has a bot token, which belongs in SLACK_BOT_TOKEN. ${appToken}`],
    ],
  },
  SLACK_SIGNING_SECRET: {
    pattern: /^[\x21-\x7e]+$/,
    rule: `can't contain spaces or special letters. ${signingSecret}`,
    mistakes: [
      [/^(xox|xapp)/, `has a token. ${signingSecret}`],
      [/^[A-Za-z0-9]{24}$/, `has the Verification Token. ${signingSecret}`],
    ],
  },
  SLACK_API_URL: url,
  SLACK_RATE: { pattern: /^(off|[1-9]\d*\/s)$/, rule: 'must be a rate like 1/s, or off' },
  DISCORD_TOKEN: {
    pattern: /^[\w.-]+$/,
    rule: `can have letters, digits, dots, - and _ only. ${botPage}`,
    mistakes: [
      [/^[0-9a-f]{64}$/i, `has the public key, which belongs in DISCORD_PUBLIC_KEY. ${botPage}`],
      [/^\d{15,20}$/, `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${botPage}`],
      [/^[\w-]{32}$/, `has the client secret. ${botPage}`],
    ],
  },
  DISCORD_APPLICATION_ID: { pattern: /^\d{15,20}$/, rule: `must be 15 to 20 digits. ${generalPage('Application ID')}` },
  DISCORD_PUBLIC_KEY: {
    pattern: /^[0-9a-f]{64}$/i,
    rule: `must be 64 hex digits. ${generalPage('Public Key')}`,
    mistakes: [
      [/^\d{15,20}$/, `has the application ID, which belongs in DISCORD_APPLICATION_ID. ${generalPage('Public Key')}`],
      [/^[\w-]+\.[\w-]+\.[\w-]+$/, `has the bot token, which belongs in DISCORD_TOKEN. ${generalPage('Public Key')}`],
    ],
  },
  DISCORD_API_URL: url,
  PUBLIC_URL: url,
  METRICS_TOKEN: { pattern: /^[\w.~+/-]+=*$/, rule: 'can have letters, digits and -._~+/ only' },
  OPERATORS: {
    pattern: /^[\s,]*((slack:[A-Z][A-Z0-9]+|discord:\d{15,20})([\s,]+|$))*$/,
    rule: 'must be a comma-separated list like slack:U0123,discord:123456789012345678',
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
 * Returns the problem with a setting's format, as text after its name; null when there is none. Never contains the value,
 * which may be a secret. `value` has no white space around it.
 */
export function settingProblem(name: string, value: string): string | null {
  const { pattern, rule = '', mistakes = [], problem, free, lines } = settingForms[name] ?? {};
  if (quotes.test(value)) return 'is in quotes. Write it without them';
  const unseen = lines ? null : findInvisible(value);
  if (unseen?.name === 'a line end') return 'has a line end in it. Write it on one line';
  if (unseen) return `has ${unseen.name} at character ${unseen.position}. Delete it`;
  if (value.startsWith(`${name}=`)) return `has its own name in its value. Write only what follows ${name}=`;
  const [word] = free ? [] : (wordBefore.exec(value) ?? []);
  if (word !== undefined) return `starts with "${word.trim()}". Write only what follows it`;
  const mistake = mistakes.find(([form]) => form.test(value));
  if (mistake) return mistake[1];
  if (pattern && !pattern.test(value)) return loneQuote.test(value) ? `has a quote at one end. Delete it` : rule;
  return problem?.(value) ?? null;
}
