/** The provider: sends each call as a webhook, again and again with the same body until it is answered 200. */
import { setTimeout as delay } from 'node:timers/promises';
import { credentialsFor } from '../e2e/providers.ts';
import { missedCall, type Room, sharedDesk } from './channels.ts';
import type { Call } from './check.ts';
import type { Random } from './random.ts';

export interface Sent {
  calls: Call[];
  /** How often each answer was given: `200 accepted`, `200 duplicate`, `503`, `no answer`. */
  answers: Map<string, number>;
  /** Answers that no webhook may get. */
  wrong: string[];
}

interface SenderOptions {
  rooms: readonly Room[];
  /** Where the servers listen; a sender takes any of them. */
  urls: readonly string[];
  random: Random;
  /** Milliseconds between two calls of a sender, on average. */
  pause: number;
  /** Gets the callers whose messages the platforms must reject. */
  poison: Set<string>;
}

export interface Senders {
  readonly sent: Sent;
  /** Makes no new calls, and resolves when all that must be are answered, or gives up after so many milliseconds. */
  finish(atMost: number): Promise<void>;
}

/** Milliseconds until a sender without an answer sends again. */
const answerTimeout = 2000;
const pauseBeforeRetry = 200;

/** One sender a channel, whose calls are in a known order, and some whose calls cross each other and go everywhere. */
export function startSenders({ rooms, urls, random, pause, poison }: SenderOptions): Senders {
  const sent: Sent = { calls: [], answers: new Map(), wrong: [] };
  const accepted = new Set<string>();
  const all = rooms.map(({ address }) => address);
  let count = 0;
  let stopping = false;
  let givesUpAt = Number.POSITIVE_INFINITY;

  const note = (answer: string) => sent.answers.set(answer, (sent.answers.get(answer) ?? 0) + 1);

  function newCall(channels: readonly string[], draw: Random): Call {
    const caller = `caller-${count++}`;
    if (draw.chance(0.005)) poison.add(caller);
    const call = { caller, channels, sentAt: performance.now(), acceptedAt: null, poison: poison.has(caller) };
    sent.calls.push(call);
    return call;
  }

  /** Sends once; `leaves` is after how many milliseconds the sender hangs up. True once it is known to be stored. */
  async function send(call: Call, body: string, draw: Random, leaves = answerTimeout): Promise<boolean> {
    const answer = await post(`${draw.pick(urls)}/webhooks/cometchat`, body, leaves);
    note(answer);
    if (answer === 'no answer' || answer === '503') return false;
    if (answer === '200 accepted' && !accepted.has(call.caller)) accepted.add(call.caller);
    else if (answer !== '200 duplicate') sent.wrong.push(`${call.caller} was answered ${answer}`);
    call.acceptedAt ??= performance.now();
    return true;
  }

  /** Delivers a call as providers do: some hang up early, and some repeat answered webhooks. */
  async function deliver(room: Room | null, draw: Random): Promise<void> {
    const call = newCall(room ? [room.address] : all, draw);
    const body = missedCall(call.caller, room?.desk ?? sharedDesk);
    if (draw.chance(0.03)) {
      // Sent once and never again, so it may be posted or not.
      await send(call, body, draw);
      return;
    }
    if (draw.chance(0.03)) await send(call, body, draw, draw.int(0, 5));
    if (draw.chance(0.03)) await Promise.all([send(call, body, draw), send(call, body, draw)]);
    while (!(await send(call, body, draw))) {
      if (performance.now() > givesUpAt) return void sent.wrong.push(`${call.caller} was not taken to the end`);
      await delay(pauseBeforeRetry);
    }
    if (draw.chance(0.1)) for (let again = draw.int(1, 3); again > 0; again--) await send(call, body, draw);
  }

  async function inOrder(room: Room, draw: Random): Promise<void> {
    while (!stopping) {
      await deliver(room, draw);
      await delay(draw.int(0, 2 * pause));
    }
  }

  async function crossing(draw: Random): Promise<void> {
    while (!stopping) {
      const count = draw.chance(0.1) ? 30 : draw.int(1, 5);
      const together = Array.from({ length: count }, () => (draw.chance(0.3) ? null : draw.pick(rooms)));
      await Promise.all(together.map(room => deliver(room, draw.fork())));
      await delay(draw.int(0, 8 * pause));
    }
  }

  const running = [...rooms.map(room => inOrder(room, random.fork())), ...[1, 2, 3].map(() => crossing(random.fork()))];
  return {
    sent,
    async finish(atMost) {
      stopping = true;
      givesUpAt = performance.now() + atMost;
      await Promise.all(running);
    },
  };
}

/** The status and, with 200, what it says; `no answer` when there is none. */
async function post(url: string, body: string, leaves: number): Promise<string> {
  const headers = { 'content-type': 'application/json', ...credentialsFor('cometchat', body) };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(leaves) });
    const text = await response.text();
    return response.status === 200 ? `200 ${JSON.parse(text).status}` : String(response.status);
  } catch {
    return 'no answer';
  }
}
