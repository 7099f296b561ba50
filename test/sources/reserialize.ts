/** The same JSON written otherwise. */
import fc from 'fast-check';

/** How one text is written: each array is drawn from in turn. */
export interface Manner {
  reversed: boolean;
  blanks: string;
  escapes: 'none' | 'some' | 'all';
  numbers: 'plain' | 'exponent' | 'fraction';
}

export const manners: fc.Arbitrary<Manner> = fc.record({
  reversed: fc.boolean(),
  blanks: fc.constantFrom('', ' ', '\n  ', '\t', '\r\n'),
  escapes: fc.constantFrom('none', 'some', 'all'),
  numbers: fc.constantFrom('plain', 'exponent', 'fraction'),
});

/** As case 05 and most JSON libraries do it: keys reversed, other white space. */
export const reserialized: Manner = { reversed: true, blanks: ' ', escapes: 'none', numbers: 'plain' };

export function writeJson(value: unknown, manner: Manner): string {
  const { reversed, blanks } = manner;
  const all = (items: string[]) => items.map(item => blanks + item).join(`${blanks},`) + blanks;
  if (Array.isArray(value)) return `[${all(value.map(item => writeJson(item, manner)))}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(
      ([key, inner]) => `${writeText(key, manner)}${blanks}:${blanks}${writeJson(inner, manner)}`,
    );
    return `{${all(reversed ? fields.reverse() : fields)}}`;
  }
  if (typeof value === 'string') return writeText(value, manner);
  return typeof value === 'number' ? writeNumber(value, manner) : JSON.stringify(value);
}

function writeText(text: string, { escapes }: Manner): string {
  if (escapes === 'none') return JSON.stringify(text);
  const escaped = text
    .split('')
    .map((unit, index) => {
      const plain = JSON.stringify(unit).slice(1, -1);
      if (escapes === 'some' && index % 3 !== 0) return unit === '/' ? '\\/' : plain;
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
    .join('');
  return `"${escaped}"`;
}

function writeNumber(number: number, { numbers }: Manner): string {
  if (numbers === 'plain') return String(number);
  if (numbers === 'exponent') return number.toExponential();
  return Number.isInteger(number) && Math.abs(number) < 1e21 ? `${number}.000` : String(number);
}
