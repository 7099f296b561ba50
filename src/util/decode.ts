/** Decodes the bytes of a text file, or says how the file was saved wrongly. */
import { isUtf8 } from 'node:buffer';
import { findInvisible } from './text/invisible.ts';

/** The place and reason of a decoding error. Line and column start at 1. */
interface Undecodable {
  line: number;
  column: number;
  /** Sentences, the last without a full stop. */
  message: string;
}

/** Decodes UTF-8. Returns a problem for the first invalid byte, or for UTF-16. */
export function decodeFile(bytes: Buffer): string | Undecodable {
  if (isUtf16(bytes)) return { line: 1, column: 1, message: 'The file is saved as UTF-16. Save it as UTF-8' };
  return isUtf8(bytes) ? bytes.toString('utf8') : findBadByte(bytes);
}

/** Detects UTF-16 by its byte order mark, or by a zero byte in the first two characters. */
function isUtf16(bytes: Buffer): boolean {
  return /^(fffe|feff)/.test(bytes.toString('hex', 0, 2)) || bytes.subarray(0, 4).includes(0);
}

function findBadByte(bytes: Buffer): Undecodable {
  let start = 0;
  for (let line = 1; ; line++) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    if (!isUtf8(part)) return describe(part, line);
    start = end + 1;
  }
}

function describe(part: Buffer, line: number): Undecodable {
  const before = part.toString('utf8').split('\ufffd', 1)[0] ?? '';
  const byte = part[Buffer.byteLength(before)] ?? 0;
  const char = new TextDecoder('windows-1252').decode(Uint8Array.of(byte));
  const meant = findInvisible(char) ? '' : `, "${char}" in Latin-1`;
  const message = `The file isn't saved as UTF-8 (byte ${byte.toString(16).toUpperCase()}${meant}). Save it as UTF-8`;
  return { line, column: [...before].length + 1, message };
}
