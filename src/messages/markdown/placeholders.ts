/**
 * Placeholders keep values out of Markdown.
 *
 * A template writes a placeholder, `U+E000 number U+E001`, for each value. To Markdown it is a plain word; the value is
 * filled in once the structure is parsed. So a value can't open a link, a style or a block, and needs no escaping, not even
 * in code. A placeholder can't be forged: both characters are removed from templates, and values aren't parsed.
 */

import { isolate } from '../../util/text/bidi.ts';
import { shorten } from '../../util/text/cut.ts';
import { parseUrl } from '../../util/text/parse-url.ts';
import { bounds, TemplateError } from '../bounds.ts';
import { type Inline, leftOutOfText, type Style } from '../message.ts';
import { cleanText } from '../visible-text.ts';
import { asOneWord, capitalizeText, wordsMark } from './sentence-case.ts';

type Time = Extract<Inline, { type: 'time' }>;
type Slot =
  | { is: 'value'; value: string; max: number }
  | { is: 'time'; time: Time }
  /** A value's address with our own words. */
  | { is: 'link'; url: string; words: string }
  /** Our own words in place of a value. */
  | { is: 'words'; words: string };

/** Writes the texts of parsed Markdown, with placeholders filled or left as they are. */
export interface Fill {
  inlines(text: string, style: Style): Inline[];
  /** As plain text: times in their fallback form. */
  plain(text: string): string;
  /** A link's address, http or https in the URL standard's form; null for others. */
  url(text: string): string | null;
  /** Whether it would be a valid address but for its length (`bounds.url`). */
  isLongUrl(text: string): boolean;
}

export interface Slots extends Fill {
  keep(value: string, max: number): string;
  keepTime(time: Time): string;
  /** Keeps a link. Its words start with a capital letter at the start of a sentence. */
  keepLink(url: string, words: string): string;
  /** Keeps plain words, which start with a capital letter at the start of a sentence. */
  keepWords(words: string): string;
  /** The same placeholders, with each value truncated to `max` characters. */
  within(max: number): Fill;
}

const place = /\ue000(\d+)\ue001/gu;
const marks = /[\ue000-\ue006]/gu;

/** Removes the marks of placeholders, of plain words and of traces (compile.ts) from a template. */
export const withoutMarks = (text: string): string => text.replace(marks, '');

/** Placeholders of one rendering. All values together have at most `bounds.values` characters. */
export function createSlots(): Slots {
  const slots: Slot[] = [];
  let left: number = bounds.values;
  let addressesLeft: number = bounds.writtenAddresses;
  /** Cleaned texts by value, so that a value written often is cleaned once. */
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

  /** Alternating texts and slots, as split() returns them: every second item is a placeholder's number. */
  function pieces(text: string): (string | Slot)[] {
    return text
      .split(place)
      .map((piece, index) => (index % 2 ? slots[Number(piece)] : undefined) ?? withoutMarks(piece));
  }

  function fillWith(limit: number): Fill {
    const write = (piece: string | Slot) => {
      if (typeof piece === 'string') return piece;
      if (piece.is === 'time') return piece.time.fallback;
      if (piece.is !== 'value') return wordsMark + piece.words;
      return asOneWord(isolate(take(piece.value, Math.min(piece.max, limit))));
    };
    return {
      inlines: (text, style) =>
        pieces(text).map(piece => {
          if (typeof piece !== 'string' && piece.is === 'time') return { ...piece.time, ...styled(style) };
          const url = typeof piece !== 'string' && piece.is === 'link' ? checkUrl(piece.url) : null;
          if (url !== null) return { type: 'link', url, text: write(piece), ...styled(style) };
          const note = typeof piece !== 'string' && piece.is === 'link' ? leftOutOfText : '';
          return { type: 'text', text: write(piece) + note, ...styled(style) };
        }),
      plain: text => capitalizeText(pieces(text).map(write).join('')),
      url: text => {
        if (addressesLeft <= 0) return null;
        const found = pieces(text);
        // Encoding for an address never shortens a value.
        if (found.some(piece => typeof piece !== 'string' && isLong(addressOf(piece)))) return null;
        const written = found.map(writeInUrl).join('');
        addressesLeft -= written.length;
        return checkUrl(written);
      },
      isLongUrl: text => {
        const plain = pieces(text)
          .map(piece => (typeof piece === 'string' ? '' : addressOf(piece).slice(0, bounds.url + 1)))
          .join('');
        return isLong(plain) && /^https?:\/\//i.test(plain.trimStart());
      },
    };
  }

  return {
    ...fillWith(bounds.writing),
    keep: (value, max) => add({ is: 'value', value, max }),
    keepTime: time => add({ is: 'time', time }),
    keepLink: (url, words) => add({ is: 'link', url, words }),
    keepWords: words => add({ is: 'words', words }),
    within: fillWith,
  };
}

/** For Markdown without placeholders. */
export const withoutValues: Fill = {
  inlines: (text, style) => [{ type: 'text', text, ...styled(style) }],
  plain: text => text,
  url: checkUrl,
  isLongUrl: text => isLong(text) && /^https?:\/\//i.test(text),
};

/** A value as part of an address. */
function addressOf(slot: Slot): string {
  switch (slot.is) {
    case 'value':
      return slot.value;
    case 'link':
      return slot.url;
    case 'words':
      return slot.words;
    default:
      return slot.time.fallback;
  }
}

/** Whether a link to it can be written: an http or https address, even one that is too long to be posted. */
export const isLink = (url: string): boolean => checkUrl(url) !== null || withoutValues.isLongUrl(url);

const isLong = (value: string) => value.length > bounds.url;

const styled = (style: Style) => (Object.keys(style).length ? { style } : {});

/** A value at the start can be the whole address; a later one is encoded as one part of it. */
function writeInUrl(piece: string | Slot, index: number, all: (string | Slot)[]): string {
  if (typeof piece === 'string') return piece;
  const text = addressOf(piece).trim();
  return index === 1 && all[0] === '' ? text : encodeURIComponent(text.toWellFormed());
}

/** Checks an address. One with a user name or password is rejected, since those disguise the host. */
function checkUrl(text: string): string | null {
  const url = text.length <= bounds.url ? parseUrl(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return url.href.length <= bounds.url ? url.href : null;
}
