/** What both looks share: the frame of a message from the bot, and moments. */
import { createDateFormat } from '../../util/date-format.ts';
import { type Html, html } from './html.ts';

export interface LookalikeOptions {
  /** When it was posted, in milliseconds since 1970; without it no time is shown. */
  postedAt?: number;
  /** When it is read, in milliseconds since 1970, for `today` and `5 minutes ago`; when it was posted if not given. */
  readAt?: number;
  /** An IANA zone, `Europe/London`; the machine's own when not given. */
  timezone?: string;
}

const formats = {
  time: { hour: 'numeric', minute: '2-digit' },
  seconds: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  numbers: { day: '2-digit', month: '2-digit', year: 'numeric' },
  slashes: { day: 'numeric', month: 'numeric', year: 'numeric' },
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'long' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The last second that a JavaScript date holds: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastSecond = 8.64e12;

/** A moment in seconds since 1970, or null. */
export function readSeconds(value: unknown): number | null {
  const at = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof at === 'number' && Math.abs(at) <= lastSecond ? at : null;
}

/** Made once each: making one costs more than all else about a message. */
const formatters = new Map<string, (at: number) => string>();

/** A moment, `at` in seconds since 1970, in words. */
export function writeMoment(
  at: number,
  format: keyof typeof formats,
  { timezone }: { timezone?: string | undefined },
): string {
  const key = `${format} ${timezone ?? ''}`;
  const formatter = formatters.get(key) ?? createDateFormat({ ...formats[format], timeZone: timezone });
  formatters.set(key, formatter);
  return formatter(at * 1000);
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `5 minutes ago`, seen from when the message is read; null when that is not known. */
export function writeRelative(at: number, { postedAt, readAt = postedAt }: LookalikeOptions): string | null {
  if (readAt === undefined) return null;
  const distance = Math.round(at - readAt / 1000);
  const [unit, size] = units.find(([, seconds]) => Math.abs(distance) >= seconds) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' }).format(Math.round(distance / size), unit);
}

/** `today`, `yesterday`, `tomorrow`, or null for any other day. */
export function writeNearDay(at: number, look: LookalikeOptions): string | null {
  const { postedAt, readAt = postedAt } = look;
  if (readAt === undefined) return null;
  const read = readAt / 1000;
  const days = { today: read, yesterday: read - 86_400, tomorrow: read + 86_400 };
  const day = writeMoment(at, 'numbers', look);
  return Object.entries(days).find(([, near]) => writeMoment(near, 'numbers', look) === day)?.[0] ?? null;
}

export function timeElement(at: number, text: string, look: LookalikeOptions): Html {
  const title = `${writeMoment(at, 'weekday', look)} at ${writeMoment(at, 'time', look)}`;
  return html`<time datetime="${new Date(at * 1000).toISOString()}" title="${title}">${text}</time>`;
}

const avatar = html`<svg class="look-avatar" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" fill="#3b2f63"/><rect x="8" y="10.5" width="20" height="16.5" rx="2.5" fill="#fff6e0"/><path d="M12 16.5h12M12 21h7.5" stroke="#3b2f63" stroke-width="2.2" stroke-linecap="round"/><circle cx="18" cy="10" r="3.4" fill="#f2555a"/></svg>`;

/** A message from the bot as `platform` frames it. */
export function frame(platform: 'slack' | 'discord', look: LookalikeOptions, content: Html): string {
  const at = look.postedAt === undefined ? null : readSeconds(look.postedAt / 1000);
  const posted = at === null ? html`` : timeElement(at, writeMoment(at, 'time', look), look);
  return String(
    html`<article class="look ${platform}-look">${avatar}<div class="look-main"><header class="look-head"><b class="look-name">Callboard</b> <span class="look-badge">APP</span> ${posted}</header>${content}</div></article>`,
  );
}
