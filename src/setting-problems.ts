/** The format of each setting and common mistakes, with the problem to report for each. */
import { platformDescriptors } from './platforms/index.ts';
import { providers } from './sources/providers/index.ts';
import { type SettingForm, type SettingsGroup, urlForm } from './util/setting.ts';
import { findInvisible } from './util/text/invisible.ts';

const proxy: SettingForm = {
  pattern: /^https?:\/\/[^\s/]/i,
  rule: 'must be a URL like http://proxy.example.com:3128',
  mistakes: [[/^socks/i, "can't be a SOCKS proxy. Use the URL of an HTTP proxy, like http://proxy.example.com:3128"]],
};
const days: SettingForm = { pattern: /^(off|[1-9]\d{0,3})$/, rule: 'must be a number of days like 90, or off' };
const duration: SettingForm = { pattern: /^(off|\d+[smhd])$/, rule: 'must be a duration like 10s or 24h, or off' };

/** Every provider and platform that declares settings. */
const groups: readonly { settings?: SettingsGroup }[] = [
  ...Object.values(providers),
  ...Object.values(platformDescriptors),
];

/** The settings that providers and platforms declare, by name. */
export const declaredSettings: SettingsGroup['variables'] = Object.assign(
  {},
  ...groups.map(({ settings }) => settings?.variables),
);

const operatorIds = Object.values(platformDescriptors).flatMap(({ name, operatorIds: ids }) =>
  ids ? [{ name, ...ids }] : [],
);

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
  ...declaredSettings,
  CONSOLE_PASSWORD: { free: true },
  PUBLIC_URL: urlForm,
  METRICS_TOKEN: { pattern: /^[\w.~+/-]+=*$/, rule: 'can have letters, digits and -._~+/ only' },
  OPERATORS: {
    pattern: new RegExp(
      `^[\\s,]*((${operatorIds.map(({ name, pattern }) => `${name}:${pattern}`).join('|')})([\\s,]+|$))*$`,
    ),
    rule: `must be a comma-separated list like ${operatorIds.map(({ name, example }) => `${name}:${example}`).join()}`,
    lines: true,
  },
  BATCH_AFTER: duration,
  GIVE_UP_AFTER: duration,
  RETENTION_DAYS: days,
  RAW_RETENTION_DAYS: days,
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
