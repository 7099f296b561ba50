/** Splits typed text into words at spaces. Text in double quotes is one word. */

export interface Word {
  text: string;
  /** It was in quotes, so it is never a keyword. */
  quoted: boolean;
  /** The offset of its end in the text. */
  end: number;
}

/** Reads the next word at or after `from`; null at the end. With `commas`, a comma separates like a space. */
export function readWord(text: string, from: number, commas = false): Word | null {
  const gap = commas ? /[\s,]*/y : /\s*/y;
  const start = from + (matchAt(gap, text, from)?.length ?? 0);
  if (start >= text.length) return null;
  const quoted = matchAt(/"(?:[^"\\]|\\.)*"/y, text, start);
  if (quoted !== null) return { text: unquote(quoted), quoted: true, end: start + quoted.length };
  const bare = matchAt(commas ? /[^\s,]+/y : /\S+/y, text, start) ?? '';
  return { text: bare, quoted: false, end: start + bare.length };
}

/** Splits a text into words at spaces and commas. */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  for (let word = readWord(text, 0, true); word !== null; word = readWord(text, word.end, true)) words.push(word);
  return words;
}

/**
 * The offset where a CEL expression that begins at `from` ends: before the first keyword outside its strings and comments,
 * or at the end of the text.
 */
export function endOfCondition(text: string, from: number, keywords: readonly string[]): number {
  let at = from;
  while (at < text.length) {
    const skipped = matchAt(celString, text, at) ?? matchAt(/\/\/[^\n]*/y, text, at);
    if (skipped !== null) {
      at += skipped.length;
      continue;
    }
    const word = matchAt(/[\w.]+/y, text, at) ?? '';
    const alone = /^\s?$/.test(text[at - 1] ?? '') && /^\s?$/.test(text[at + word.length] ?? '');
    if (alone && keywords.includes(word)) return at;
    at += Math.max(1, word.length);
  }
  return at;
}

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax. An unclosed string runs to the end. */
const celString = new RegExp(
  [
    `[bB]?[rR][bB]?(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"[^"]*(?:"|$)|'[^']*(?:'|$))`,
    String.raw`[bB]?(?:"""(?:\\[^]|[^\\])*?(?:"""|$)|'''(?:\\[^]|[^\\])*?(?:'''|$))`,
    String.raw`[bB]?(?:"(?:\\[^]|[^"\\])*(?:"|$)|'(?:\\[^]|[^'\\])*(?:'|$))`,
  ].join('|'),
  'y',
);

/** Replaces curly quotes outside of straight ones: phones and editors insert them, and CEL doesn't know them. */
export function straighten(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[“”„]|[‘’‚]/g, found => {
    if (found.length > 1) return found;
    return /[“”„]/.test(found) ? '"' : /[‘’‚]/.test(found) ? "'" : found;
  });
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted);
  } catch {
    return quoted.slice(1, -1);
  }
}
