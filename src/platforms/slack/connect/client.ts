/** Options for Slack's WebClient, without its retries: only lanes retry. */
import type { Logger, webApi } from '@slack/bolt';
import { classify } from '../post/errors.ts';
import { createFetch } from './fetch.ts';

/** Milliseconds until a response must begin, and again until it must end; then the request fails as `transient`. */
const TIMEOUT = 10_000;

export interface ClientOptions {
  /** Base URL of Slack's Web API; default: https://slack.com/api/. */
  apiUrl?: string;
  logger: Logger;
  /** Milliseconds. */
  timeout?: number;
  /** Called with the date of each response from Slack, in milliseconds. */
  dated?: ((moment: number) => void) | undefined;
}

/** Returns a new object each time, because the SDK writes into it. */
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
  // Method names never come from outside; if one did, the token still couldn't be sent to another host.
  allowAbsoluteUrls: false,
});

/** Awaits a request to Slack; throws PlatformError only. */
export async function call<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw classify(error);
  }
}
