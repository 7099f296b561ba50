/** Lists: aligned columns on a terminal, tab-separated values in a pipe, one JSON object a line with `--json`. */
import { shorten } from '../util/text/cut.ts';
import { printJson } from './output.ts';
import { clean, isTerminal, paint, type Style, terminalWidth } from './terminal.ts';

export interface Column<Row> {
  header: string;
  /** The complete value, for pipes. */
  value(row: Row): string | number | null;
  /** The text that a terminal shows instead of the value. */
  shown?(row: Row): string;
  style?(row: Row): Style | undefined;
  align?: 'right';
  /** Hidden on a terminal. */
  onlyPiped?: true;
}

/** Column widths, the same from one print of a table to the next. */
export interface TableLayout {
  widths: number[];
}

interface PrintOptions<Row> {
  json?: boolean | undefined;
  /** Prints only the rows' IDs. */
  quiet?: boolean | undefined;
  toJson(row: Row): object;
  /** The text for no rows. */
  none: string;
}

/** Prints rows. Without rows prints `none` to the error output, so that a pipe gets nothing. */
export function printTable<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { json, quiet, toJson, none }: PrintOptions<Row>,
): void {
  if (quiet) for (const row of rows) console.log('id' in row ? clean(String(row.id)) : '');
  else if (json) for (const row of rows) printJson(toJson(row));
  else if (rows.length === 0) console.error(none);
  else if (isTerminal()) for (const line of layOut(rows, columns, terminalWidth())) console.log(line);
  else for (const row of rows) console.log(writeTabs(row, columns));
}

/** Lines of an aligned table: a header and one line per row. With `width` the last column is truncated to fit. */
export function layOut<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  width: number | null,
  layout?: TableLayout,
): string[] {
  const columns = all.filter(({ onlyPiped }) => !onlyPiped);
  const cells = rows.map(row => columns.map(column => clean(column.shown?.(row) ?? String(column.value(row) ?? ''))));
  const headers = columns.map(({ header }) => header);
  const widths =
    layout?.widths ?? columns.map((_, at) => Math.max(...[headers, ...cells].map(row => widthOf(row[at]))));
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap.length, 0);
  const last = width === null ? Number.POSITIVE_INFINITY : Math.max(10, width - before);
  const write = (row: readonly string[], styleOf: (at: number) => Style | undefined) =>
    row
      .map((cell, at) => {
        const isLast = at === row.length - 1;
        const text = isLast && widthOf(cell) > last ? shorten(cell, last) : cell;
        const padding = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(text)));
        if (columns[at]?.align === 'right') return padding + paint(styleOf(at), text);
        return paint(styleOf(at), text) + (isLast ? '' : padding);
      })
      .join(gap)
      .trimEnd();
  const head = layout ? [] : [write(headers, () => 'bold')];
  return [...head, ...cells.map((row, index) => write(row, at => columns[at]?.style?.(rows[index] as Row)))];
}

/** One row as tab-separated values: every column, no value truncated. */
export function writeTabs<Row>(row: Row, columns: readonly Column<Row>[]): string {
  return columns.map(({ value }) => clean(String(value(row) ?? ''))).join('\t');
}

const gap = '  ';
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

function widthOf(text = ''): number {
  return /^[ -~]*$/.test(text) ? text.length : [...segments.segment(text)].length;
}
