/** Random failures of single requests to a platform. */
import type { ScriptedResponse as DiscordAnswer } from '../fakes/discord/answers.ts';
import type { Answer as SlackAnswer } from '../fakes/slack/answers.ts';
import type { Random } from './random.ts';

/** Failures per thousand requests. */
const frequencies = {
  'cut before': 30,
  'cut after': 30,
  'half an answer': 20,
  '500': 30,
  '429': 8,
  '429 without a time': 3,
  firewall: 2,
  hang: 2,
  'hang after': 2,
} as const;

type Kind = keyof typeof frequencies;

const onSlack: Record<Kind, SlackAnswer> = {
  'cut before': 'drop before',
  'cut after': 'drop after',
  'half an answer': 'half after',
  '500': { status: 500 },
  '429': { retryAfter: 1 },
  '429 without a time': { retryAfter: null },
  firewall: { status: 403, body: '<html>', headers: { 'content-type': 'text/html' } },
  hang: 'hang',
  'hang after': 'hang after',
};

const onDiscord: Record<Kind, DiscordAnswer> = {
  'cut before': 'drop before',
  'cut after': 'drop after',
  'half an answer': 'half after',
  '500': { status: 500, text: 'upstream trouble' },
  '429': { retryAfter: 0.3 },
  '429 without a time': { status: 429, text: '<html>error code: 1015</html>' },
  firewall: { status: 403, text: '<html>Access denied</html>' },
  hang: 'hang',
  'hang after': 'hang after',
};

interface Troubles {
  /** How often each failure was caused. */
  counts: ReadonlyMap<string, number>;
  /** Returns the failure of one request; undefined: none. */
  forSlack(): SlackAnswer | undefined;
  forDiscord(): DiscordAnswer | undefined;
  stop(): void;
}

export function createTroubles(random: Random): Troubles {
  const counts = new Map<string, number>();
  let over = false;

  function draw(): Kind | undefined {
    if (over) return undefined;
    let left = random.next() * 1000;
    for (const [kind, frequency] of Object.entries(frequencies)) {
      left -= frequency;
      if (left >= 0) continue;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return kind as Kind;
    }
    return undefined;
  }

  const answer = <T>(answers: Record<Kind, T>) => {
    const kind = draw();
    return kind && answers[kind];
  };
  return {
    counts,
    forSlack: () => answer(onSlack),
    forDiscord: () => answer(onDiscord),
    stop() {
      over = true;
    },
  };
}

/** Whether a request contains any of these callers. */
export function isPoisoned(request: unknown, poison: ReadonlySet<string>): boolean {
  return (JSON.stringify(request).match(/caller-\d+/g) ?? []).some(caller => poison.has(caller));
}
