/**
 * Where values wait while the Markdown around them is parsed.
 *
 * A value never enters Markdown at all. What a template writes for it is a place, `U+E000 number U+E001`, which to
 * Markdown is a plain word; the value is put there when all structure has been decided. So a value cannot open a link,
 * a style or a block, and needs no escaping, within code neither. A place cannot be forged: these two characters are
 * taken out of templates, and values are not read again.
 */
import { isolate } from '../../util/text/bidi.ts';
import { shorten } from '../../util/text/cut.ts';
import { bounds, TemplateError } from '../bounds.ts';
import type { Inline, Style } from '../message.ts';
import { cleanText } from '../visible-text.ts';

type Time = Extract<Inline, { type: 'time' }>;
type Slot = { is: 'value'; value: string; max: number } | { is: 'time'; time: Time };

/** How the texts of parsed Markdown are written down: places filled, or as they stand. */
export interface Fill {
  inlines(text: string, style: Style): Inline[];
  /** Without structure: times in their fallback form. */
  plain(text: string): string;
  /** A link's address: http or https, as the URL standard writes it, else null. */
  url(text: string): string | null;
  /** Whether it would be a link's address, if it were not longer than `bounds.url`. */
  isLongUrl(text: string): boolean;
}

export interface Slots extends Fill {
  keep(value: string, max: number): string;
  keepTime(time: Time): string;
  /** The same, each value cut to `max` characters. */
  within(max: number): Fill;
}

const place = /\ue000(\d+)\ue001/gu;
const marks = /[\ue000\ue001]/gu;

/** Takes out of a template what only places may be written with. */
export const withoutMarks = (text: string): string => text.replace(marks, '');

/** Slots for one rendering: all values put in take at most `bounds.values` characters together. */
export function createSlots(): Slots {
  const slots: Slot[] = [];
  let left: number = bounds.values;
  /** By value: a long one that is written often is cleaned once. */
  const clean = new Map<string, string>();

  function add(slot: Slot): string {
    if (slots.length >= bounds.places)
      throw new TemplateError(`More than ${bounds.places.toLocaleString('en')} values. Use fewer`);
    return `\ue000${slots.push(slot) - 1}\ue001`;
  }

  function take(value: string, max: number): string {
    const known = clean.getOrInsertComputed(value, () => shorten(cleanText(value), bounds.writing));
    const text = shorten(known, Math.min(max, left));
    left -= text.length;
    return text;
  }

  /** Texts and slots in turn, as split() gives them: every second one is a place's number. */
  function pieces(text: string): (string | Slot)[] {
    return text
      .split(place)
      .map((piece, index) => (index % 2 ? slots[Number(piece)] : undefined) ?? withoutMarks(piece));
  }

  function fillWith(limit: number): Fill {
    const write = (piece: string | Slot) => {
      if (typeof piece === 'string') return piece;
      return piece.is === 'time' ? piece.time.fallback : isolate(take(piece.value, Math.min(piece.max, limit)));
    };
    return {
      inlines: (text, style) =>
        pieces(text).map(piece => {
          if (typeof piece !== 'string' && piece.is === 'time') return { ...piece.time, ...styled(style) };
          return { type: 'text', text: write(piece), ...styled(style) };
        }),
      plain: text => pieces(text).map(write).join(''),
      url: text => {
        const found = pieces(text);
        // Written in an address a value is never shorter.
        const long = found.some(piece => typeof piece !== 'string' && piece.is === 'value' && isLong(piece.value));
        return long ? null : checkUrl(found.map(writeInUrl).join(''));
      },
      isLongUrl: text => {
        const plain = pieces(text)
          .map(piece => (typeof piece === 'string' || piece.is === 'time' ? '' : piece.value.slice(0, bounds.url + 1)))
          .join('');
        return isLong(plain) && /^https?:\/\//i.test(plain.trimStart());
      },
    };
  }

  return {
    ...fillWith(bounds.writing),
    keep: (value, max) => add({ is: 'value', value, max }),
    keepTime: time => add({ is: 'time', time }),
    within: fillWith,
  };
}

/** Markdown that has no places in it. */
export const asItStands: Fill = {
  inlines: (text, style) => [{ type: 'text', text, ...styled(style) }],
  plain: text => text,
  url: checkUrl,
  isLongUrl: text => isLong(text) && /^https?:\/\//i.test(text),
};

const isLong = (value: string) => value.length > bounds.url;

const styled = (style: Style) => (Object.keys(style).length ? { style } : {});

/** A value that begins an address may be the address; further on it is one part of it and no more. */
function writeInUrl(piece: string | Slot, index: number, all: (string | Slot)[]): string {
  if (typeof piece === 'string') return piece;
  const text = piece.is === 'time' ? piece.time.fallback : piece.value.trim();
  return index === 1 && all[0] === '' ? text : encodeURIComponent(text.toWellFormed());
}

/** Names and passwords within an address are refused: they serve to pass for another host. */
function checkUrl(text: string): string | null {
  const url = text.length <= bounds.url ? URL.parse(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return url.href.length <= bounds.url ? url.href : null;
}
