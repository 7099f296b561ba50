/** Shared by the platforms' lookalikes: the frame of a bot message, and times. */
import { createDateFormat } from '../../util/date-format.ts';
import { type Html, html } from './html.ts';

export interface LookalikeOptions {
  /** Time of posting in milliseconds since 1970; without it no time is shown. */
  postedAt?: number;
  /** Time of reading in milliseconds since 1970, for `today` and `5 minutes ago`; by default the time of posting. */
  readAt?: number;
  /** An IANA zone, `Europe/London`; by default the machine's own. */
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

/** The last second of a JavaScript date: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastSecond = 8.64e12;

/** Seconds since 1970; null for other values. */
export function readSeconds(value: unknown): number | null {
  const at = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof at === 'number' && Math.abs(at) <= lastSecond ? at : null;
}

/** Cached, since creating a formatter takes longer than the rest of a message. */
const formatters = new Map<string, (at: number) => string>();

/** Formats a time; `at` is in seconds since 1970. */
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

/** `5 minutes ago` at the time of reading; null if that is unknown. */
export function writeRelative(at: number, { postedAt, readAt = postedAt }: LookalikeOptions): string | null {
  if (readAt === undefined) return null;
  const distance = Math.round(at - readAt / 1000);
  const [unit, size] = units.find(([, seconds]) => Math.abs(distance) >= seconds) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' }).format(Math.round(distance / size), unit);
}

/** `today`, `yesterday` or `tomorrow`; null for other days. */
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

/** Frames a bot message like the platform; `platform` is its name. */
export function frame(platform: string, look: LookalikeOptions, content: Html): string {
  const at = look.postedAt === undefined ? null : readSeconds(look.postedAt / 1000);
  const posted = at === null ? html`` : timeElement(at, writeMoment(at, 'time', look), look);
  return String(
    html`<article class="look ${platform}-look">${avatar}<div class="look-main"><header class="look-head"><b class="look-name">Callboard</b> <span class="look-badge">APP</span> ${posted}</header>${content}</div></article>`,
  );
}
