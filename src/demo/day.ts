/**
 * The scripted day: webhooks in the providers' format, each sent at the time it reports. CometChat: a missed call, a
 * rejected and a busy one, a group call, a meeting of five in which one person rejoins, and its recording. VideoSDK: a
 * session, a missed telephone call and a recording.
 */
import { cometchatDay } from './cometchat-day.ts';
import type { ScriptedWebhook } from './scripted-webhook.ts';
import { videosdkDay } from './videosdk-day.ts';

/** All webhooks of the day by time; `start` is the day's first moment in milliseconds since 1970. */
export function scriptedDay(start: number): ScriptedWebhook[] {
  return [...cometchatDay(start), ...videosdkDay(start)].sort((a, b) => a.at - b.at);
}

/** 9:02 on the latest day whose script has ended by `now`, so that no webhook lies in the future. Milliseconds since 1970. */
export function lastMorning(now: Date): number {
  const morning = new Date(now);
  morning.setHours(9, 2, 0, 0);
  const end = scriptedDay(morning.getTime()).at(-1)?.at ?? 0;
  if (end > now.getTime()) morning.setDate(morning.getDate() - 1);
  return morning.getTime();
}
