/** A measured figure, its target, and how both are printed. Pure. */
import { type Name, titles } from './servers/contestants.ts';

export interface Figure {
  /** `webhook to chat request, p99` */
  what: string;
  /** `12.3 ms`; of this Callboard. */
  measured: string;
  /** The same of others in the same run. */
  others?: Partial<Record<Name, string>>;
  /** `< 20 ms`; undefined for a figure without a target. */
  target?: { text: string; met: boolean };
}

export function atLeast(what: string, value: number, least: number, write: (value: number) => string): Figure {
  return { what, measured: write(value), target: { text: `≥ ${write(least)}`, met: value >= least } };
}

export function atMost(what: string, value: number, most: number, write: (value: number) => string): Figure {
  return { what, measured: write(value), target: { text: `≤ ${write(most)}`, met: value <= most } };
}

export function below(what: string, value: number, limit: number, write: (value: number) => string): Figure {
  return { what, measured: write(value), target: { text: `< ${write(limit)}`, met: value < limit } };
}

/** A figure without a target. */
export function plain(what: string, value: number, write: (value: number) => string): Figure {
  return { what, measured: write(value) };
}

/** Adds what the others measured. */
export function withOthers(
  figure: Figure,
  others: Partial<Record<Name, number>>,
  write: (value: number) => string,
): Figure {
  const texts = Object.entries(others).filter(([name, value]) => name !== 'now' && Number.isFinite(value));
  return { ...figure, others: Object.fromEntries(texts.map(([name, value]) => [name, write(value)])) };
}

export const milliseconds = (value: number): string => `${Number(value.toFixed(1))} ms`;
export const seconds = (value: number): string => `${Number((value / 1000).toFixed(2))} s`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
/** Never rounded up: what is under 95 % must not read as 95 %. */
export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
export const ratio = (value: number): string => value.toFixed(2);
export const count = (value: number): string => value.toLocaleString('en');

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** One line of the table: what, target, measured, and a word when it was missed. */
export function writeRow({ what, measured, others = {}, target }: Figure): string {
  const missed = target?.met === false ? '  MISSED' : '';
  const names = Object.entries(others).map(([name, text]) => `${titles[name as Name]} ${text}`);
  const after = names.length > 0 ? `  (${names.join(', ')})` : '';
  return `${what.padEnd(64)}${(target?.text ?? '').padEnd(12)}${measured}${missed}${after}`;
}

/** A Markdown table of figures, with the columns that any of them has. */
export function writeMarkdown(figures: readonly Figure[]): string {
  const names = (Object.keys(titles) as Name[]).filter(name => figures.some(figure => figure.others?.[name]));
  const head = ['Measure', ...names.map(name => titles[name]), titles.now, 'Target', 'Result'];
  const rows = figures.map(({ what, measured, others = {}, target }) => [
    what,
    ...names.map(name => others[name] ?? '–'),
    measured,
    target?.text ?? '',
    target === undefined ? '' : target.met ? 'met' : 'missed',
  ]);
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
