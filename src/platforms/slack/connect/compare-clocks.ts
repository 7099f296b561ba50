/** This machine's clock beside Slack's: requests are rejected when the two differ too much (signatures.ts). */
import type { Finding } from '../../platform.ts';

/** Milliseconds that may lie between them: half of what makes Slack's requests look as if they came from the future. */
const most = 30_000;

export interface ClockComparison {
  /** Takes the moment of an answer that has just come, milliseconds. */
  dated(moment: number): void;
  /** Milliseconds that our clock was ahead of Slack's at the last answer; null before the first. */
  ahead(): number | null;
}

/** `now` in milliseconds. */
export function compareClocks(now: () => number): ClockComparison {
  let ahead: number | null = null;
  return {
    dated(moment) {
      ahead = now() - moment;
    },
    ahead: () => ahead,
  };
}

/** What `doctor` says about it. An answer's date has whole seconds. */
export function clockFinding(ahead: number): Finding {
  if (Math.abs(ahead) <= most) return { ok: true, text: "Slack: this machine's clock agrees with Slack's." };
  return {
    ok: false,
    text: `Slack: this machine's clock is ${describeSpan(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} Slack's.`,
    fix: "Set the clock, for example with NTP. Slack's requests are rejected while it is off.",
  };
}

/** `40 s`, `12 min`, `3 h`; milliseconds. */
export function describeSpan(span: number): string {
  const seconds = Math.round(Math.abs(span) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
