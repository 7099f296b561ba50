/** Compares this machine's clock with Slack's: requests are rejected when the two differ too much (signatures.ts). */
import type { Finding } from '../../platform.ts';

/** Milliseconds of tolerated difference: half of the future tolerance in signatures.ts. */
const tolerance = 30_000;

interface ClockComparison {
  /** Records the date of a response that has just arrived, in milliseconds. */
  dated(moment: number): void;
  /** Returns the milliseconds that our clock was ahead at the last response; null before the first. */
  ahead(): number | null;
}

/** `now` returns milliseconds. */
export function compareClocks(now: () => number): ClockComparison {
  let ahead: number | null = null;
  return {
    dated(moment) {
      ahead = now() - moment;
    },
    ahead: () => ahead,
  };
}

/** Reports the difference for `doctor`. A response's date has whole seconds. */
export function clockFinding(ahead: number): Finding {
  if (Math.abs(ahead) <= tolerance) return { ok: true, text: "Slack: this machine's clock agrees with Slack's." };
  return {
    ok: false,
    text: `Slack: this machine's clock is ${describeSpan(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} Slack's.`,
    fix: "Set the clock, for example with NTP. Slack's requests are rejected while it's wrong.",
  };
}

/** Describes a span in milliseconds: `40 s`, `12 min`, `3 h`. */
export function describeSpan(span: number): string {
  const seconds = Math.round(Math.abs(span) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
