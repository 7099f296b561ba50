/** Webhooks of missed calls, as CometChat sends them, and their callers in a transcript of a channel. */
import { send } from './e2e/providers.ts';

interface MissedCall {
  /** The caller's ID. */
  caller: string;
  /** Without a name, the webhook carries only the ID. */
  name?: string;
  /** In seconds since 1970. It tells one call from another of the same caller. */
  at?: number;
}

/** Sends the webhook. Throws unless it is accepted. */
export async function missedCall(url: string, { caller, name, at = 1_744_960_170 }: MissedCall): Promise<void> {
  const call = {
    id: `${caller}-${at}`,
    sender: caller,
    receiver: 'desk',
    receiverType: 'user',
    type: 'audio',
    sentAt: at,
    ...(name !== undefined && { data: { entities: { by: userOf(caller, name), for: userOf('desk', 'Front desk') } } }),
  };
  const response = await send(url, 'cometchat', { trigger: 'call_unanswered', data: { call }, webhook: 'w' });
  if (response.status !== 200) throw new Error(`The webhook got ${response.status}: ${await response.text()}`);
}

const userOf = (uid: string, name: string) => ({ entity: { uid, name }, entityType: 'user' });

/** Sends a missed call from each caller, one after the other. */
export async function missedCalls(url: string, callers: readonly string[]): Promise<void> {
  for (const caller of callers) await missedCall(url, { caller });
}

/** Returns caller IDs: `caller-0`, `caller-1`, … */
export function callers(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `caller-${from + at}`);
}

/** Returns the callers in a transcript, in order, with repetitions. */
export function callersIn(transcript: string): string[] {
  return [...transcript.matchAll(/call from (caller-\d+)/g)].map(([, caller]) => caller as string);
}
