/** One webhook of the scripted day. */
export interface ScriptedWebhook {
  /** Time of sending in milliseconds since 1970. */
  at: number;
  provider: 'cometchat' | 'videosdk';
  body: unknown;
}

/** Minutes and seconds in milliseconds. */
export function minutes(count: number, seconds = 0): number {
  return count * 60_000 + seconds * 1000;
}
