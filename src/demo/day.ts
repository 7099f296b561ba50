/**
 * A scripted day: webhooks as the providers send them, at the minute of the day that each says it happened.
 * A missed call, a rejected and a busy one, a group call, a meeting of five with somebody who comes back, its
 * recording; then VideoSDK's session, a missed telephone call and a recording.
 */
import { cometchatDay } from './cometchat-day.ts';
import type { ScriptedWebhook } from './scripted-webhook.ts';
import { videosdkDay } from './videosdk-day.ts';

/** The whole day in order of time; `start` is the moment it begins, milliseconds. */
export function scriptedDay(start: number): ScriptedWebhook[] {
  return [...cometchatDay(start), ...videosdkDay(start)].sort((a, b) => a.at - b.at);
}

/** Two past nine, on the last day that is over by `now`: nothing of the day may lie in the future. Milliseconds. */
export function lastMorning(now: Date): number {
  const morning = new Date(now);
  morning.setHours(9, 2, 0, 0);
  const end = scriptedDay(morning.getTime()).at(-1)?.at ?? 0;
  if (end > now.getTime()) morning.setDate(morning.getDate() - 1);
  return morning.getTime();
}
