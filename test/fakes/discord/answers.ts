/** Scripted responses of the fake: each is used for one request, in order. */
import type { Trouble } from '../trouble.ts';

export type ScriptedResponse =
  /** A JSON error as Discord writes it. */
  | { status: number; code: number; message?: string }
  /** Another HTTP status, with an HTML body. */
  | { status: number; text: string; headers?: Record<string, string> }
  /** A JSON error with this body and only these headers. */
  | { status: number; json: object; headers: Record<string, string> }
  /** HTTP 429 of this channel's bucket or of the whole bot; the wait in seconds. */
  | { retryAfter: number; global?: boolean }
  /** HTTP 429 as Cloudflare sends it: no JSON, no rate limit headers. */
  | { ban: number }
  | Trouble;

export interface Script {
  /** Answers the next requests that contain `match`, such as `POST /channels/1/messages`, this many times. */
  next(match: string, answer: ScriptedResponse, times?: number): void;
  /** Removes and returns the response for a request. */
  take(request: string): ScriptedResponse | undefined;
}

export function createScript(): Script {
  const waiting: { match: string; answer: ScriptedResponse }[] = [];
  return {
    next: (match, answer, times = 1) => waiting.push(...Array.from({ length: times }, () => ({ match, answer }))),
    take(request) {
      const index = waiting.findIndex(({ match }) => request.includes(match));
      return index < 0 ? undefined : waiting.splice(index, 1)[0]?.answer;
    },
  };
}
