/** How the fake is told to misbehave: each scripted answer is used for one request, in order. */
import type { Trouble } from '../trouble.ts';

export type Answer =
  /** HTTP 200 `{ok: false, error}`, as Slack says most things. */
  | { error: string; more?: Record<string, unknown> }
  /** Another HTTP status, with a text body. */
  | { status: number; body?: string; headers?: Record<string, string> }
  /** HTTP 429; seconds, any text as the header, or no Retry-After at all. In the record it is of the narrowest limit: a channel's, else the method's. */
  | { retryAfter: number | string | null }
  | Trouble;

export interface Script {
  /** The next answers to requests of this method, or of any with `*`; the last given `times` times. */
  next(method: string, answer: Answer, times?: number): void;
  /** Takes the answer for a request. */
  take(method: string): Answer | undefined;
}

export function createScript(): Script {
  const waiting: { method: string; answer: Answer }[] = [];
  return {
    next: (method, answer, times = 1) => waiting.push(...Array.from({ length: times }, () => ({ method, answer }))),
    take(method) {
      const index = waiting.findIndex(one => one.method === method || one.method === '*');
      return index < 0 ? undefined : waiting.splice(index, 1)[0]?.answer;
    },
  };
}
