/** One webhook of the scripted day. */
export interface ScriptedWebhook {
  /** Milliseconds since 1970, on the day that is played. */
  at: number;
  provider: 'cometchat' | 'videosdk';
  body: unknown;
}

/** Milliseconds of so many minutes and seconds. */
export function minutes(count: number, seconds = 0): number {
  return count * 60_000 + seconds * 1000;
}
