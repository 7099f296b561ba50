/** Slack's dates: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */

import {
  type LookalikeOptions,
  readSeconds,
  timeElement,
  writeMoment,
  writeNearDay,
  writeRelative,
} from '../../lookalike/frame.ts';
import { type Html, html } from '../../lookalike/html.ts';

/** HTML of a date. `format` is text with tokens such as `{date_short_pretty} at {time}`; `timestamp` is in seconds since 1970. */
export function dateHtml(timestamp: unknown, format: string, fallback: string, look: LookalikeOptions): Html {
  const at = readSeconds(timestamp);
  if (at === null) return html`${fallback}`;
  return timeElement(
    at,
    format.replace(/\{(\w+)\}/g, (token, name) => writeToken(name, at, look) ?? token),
    look,
  );
}

function writeToken(name: string, at: number, look: LookalikeOptions): string | null {
  const plain = name.replace(/_pretty$/, '');
  const near = plain === name ? null : writeNearDay(at, look);
  if (near !== null) return near;
  switch (plain) {
    case 'time':
      return writeMoment(at, 'time', look);
    case 'time_secs':
      return writeMoment(at, 'seconds', look);
    case 'date_num':
      return writeIsoDay(at, look);
    case 'date_slash':
      return writeMoment(at, 'numbers', look);
    case 'date_short':
      return writeMoment(at, 'short', look);
    case 'date':
      return writeMoment(at, 'day', look);
    case 'date_long_full':
      return writeMoment(at, 'date', look);
    case 'date_long':
    case 'day_divider':
      return writeMoment(at, 'weekday', look);
    case 'ago':
      return writeRelative(at, look) ?? `${writeMoment(at, 'short', look)}, ${writeMoment(at, 'time', look)}`;
    default:
      return null;
  }
}

function writeIsoDay(at: number, look: LookalikeOptions): string {
  const [month, day, year] = writeMoment(at, 'numbers', look).split('/');
  return `${year}-${month}-${day}`;
}
