/** Scripted responses of the fake: each is used for one request, in order. */
import type { Trouble } from '../trouble.ts';

export type Answer =
  /** HTTP 200 `{ok: false, error}`, as most of Slack's errors. */
  | { error: string; more?: Record<string, unknown> }
  /** Another HTTP status, with a text body. */
  | { status: number; body?: string; headers?: Record<string, string> }
  /** HTTP 429; seconds, any text as the header, or no Retry-After. The record names the narrowest limit: a channel's, else the method's. */
  | { retryAfter: number | string | null }
  | Trouble;

export interface Script {
  /** Scripts the next `times` answers to requests of this method, or of any method with `*`. */
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
