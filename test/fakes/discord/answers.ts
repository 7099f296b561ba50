/** How the fake is told to misbehave: each scripted answer is used for one request, in order. */
import type { Trouble } from '../trouble.ts';

export type Answer =
  /** A JSON error as Discord writes it. */
  | { status: number; code: number; message?: string }
  /** Another HTTP status, with an HTML body. */
  | { status: number; text: string; headers?: Record<string, string> }
  /** A JSON error of this body, with these headers alone. */
  | { status: number; json: object; headers: Record<string, string> }
  /** HTTP 429; seconds, of this channel's bucket or of the whole bot. */
  | { retryAfter: number; global?: boolean }
  /** HTTP 429 as Cloudflare sends it: no JSON, none of a bucket's headers. */
  | { ban: number }
  | Trouble;

export interface Script {
  /** The next answers to requests such as `POST /channels/1/messages` that contain `match`; given `times` times. */
  next(match: string, answer: Answer, times?: number): void;
  /** Takes the answer for a request. */
  take(request: string): Answer | undefined;
}

export function createScript(): Script {
  const waiting: { match: string; answer: Answer }[] = [];
  return {
    next: (match, answer, times = 1) => waiting.push(...Array.from({ length: times }, () => ({ match, answer }))),
    take(request) {
      const index = waiting.findIndex(({ match }) => request.includes(match));
      return index < 0 ? undefined : waiting.splice(index, 1)[0]?.answer;
    },
  };
}
