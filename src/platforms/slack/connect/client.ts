/** Slack's own WebClient, without its retries: only lanes retry. */
import type { Logger, webApi } from '@slack/bolt';
import { classify } from '../post/errors.ts';
import { createFetch } from './fetch.ts';

/** Milliseconds that Slack has to begin an answer, and again to end it; then the request is given up as `transient`. */
const TIMEOUT = 10_000;

export interface ClientOptions {
  /** Base of Slack's Web API; https://slack.com/api/ unless it is something else. */
  apiUrl?: string;
  logger: Logger;
  /** Milliseconds. */
  timeout?: number;
  /** Told of the moment that Slack's answer is dated with, milliseconds. */
  dated?: ((moment: number) => void) | undefined;
}

/** A new object each time, because the SDK writes into it. */
export const clientOptions = ({
  apiUrl,
  logger,
  timeout = TIMEOUT,
  dated,
}: ClientOptions): webApi.WebClientOptions => ({
  ...(apiUrl && { slackApiUrl: apiUrl }),
  logger,
  fetch: createFetch(timeout, dated),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  // What a method is called never comes from outside; should it, the token still goes nowhere else.
  allowAbsoluteUrls: false,
});

/** Calls Slack; throws PlatformError only. */
export async function call<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw classify(error);
  }
}
