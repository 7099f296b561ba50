/** A measured figure, its target, and how both are printed. Pure. */

export interface Figure {
  /** `webhook to chat request, p99` */
  what: string;
  /** `12.3 ms` */
  measured: string;
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

export const milliseconds = (value: number): string => `${Number(value.toFixed(1))} ms`;
export const seconds = (value: number): string => `${Number((value / 1000).toFixed(2))} s`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
/** Never rounded up: what is under 95 % must not read as 95 %. */
export const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;
export const ratio = (value: number): string => value.toFixed(2);
export const count = (value: number): string => value.toLocaleString('en');

/** One line of the table: what, target, measured, and a word when it was missed. */
export function writeRow({ what, measured, target }: Figure): string {
  const missed = target?.met === false ? '  MISSED' : '';
  return `${what.padEnd(64)}${(target?.text ?? '').padEnd(12)}${measured}${missed}`;
}
