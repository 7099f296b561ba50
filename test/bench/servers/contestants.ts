/** The servers that are measured side by side: two bare ones, Alertmanager, an earlier Callboard, and this one. */
import { missedAlert, missedCall, type Room } from '../webhooks.ts';
import { startAlertmanager } from './alertmanager.ts';
import { type Chat, startChat } from './chat.ts';
import { type Running, startCallboard, startEcho, startKoaWithRetry } from './processes.ts';

export type Name = 'echo' | 'koa' | 'alertmanager' | 'before' | 'now';

/** The titles of the columns. */
export const titles: Record<Name, string> = {
  echo: 'bare Koa echo',
  koa: 'bare Koa + one retry',
  alertmanager: 'Alertmanager',
  before: 'before',
  now: 'Callboard',
};

export interface Contestant extends Running {
  name: Name;
  chat: Chat;
  /** The n-th webhook for this desk. */
  body(n: number, desk: string): string;
}

export interface Setup {
  rooms: readonly Room[];
  /** Callers from 0 whose messages the chat side notes. */
  callers: number;
  /** The share of posts that the chat side answers 500. */
  failing?: number;
  /** More settings of Callboard. */
  env?: Record<string, string>;
  /** The text of its callboard.yaml; by default each room has the one rule for its desk. */
  config?: string;
}

/** A checkout of an earlier commit with its own node_modules. */
let before: string | null = null;

export function setBefore(checkout: string): void {
  before = checkout;
}

/** Starts a contestant with a chat side of its own; null where it can't be had. */
export async function startContestant(name: Name, setup: Setup): Promise<Contestant | null> {
  const chat = await startChat(setup.callers, setup.failing);
  const running = await start(name, setup, chat);
  if (!running) {
    await chat[Symbol.asyncDispose]();
    return null;
  }
  return {
    ...running,
    name,
    chat,
    body: name === 'alertmanager' ? missedAlert : missedCall,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await chat[Symbol.asyncDispose]();
    },
  };
}

async function start(name: Name, { rooms, env, config }: Setup, chat: Chat): Promise<Running | null> {
  switch (name) {
    case 'echo':
      return startEcho();
    case 'koa':
      return startKoaWithRetry(rooms, chat.api);
    case 'alertmanager':
      return startAlertmanager(rooms, chat.api);
    case 'before':
      if (before === null) return null;
      return startCallboard({ ...chat.env, FOLD_AFTER: 'off', ...env }, config ?? rooms, before);
    case 'now':
      return startCallboard({ ...chat.env, ...env }, config ?? rooms);
  }
}

/** Starts several, leaves out those that can't be had, and ends them all after `use`. */
export async function withContestants<Result>(
  names: readonly Name[],
  setup: Setup,
  use: (contestants: Contestant[]) => Promise<Result>,
): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const contestants: Contestant[] = [];
  for (const name of names) {
    const contestant = await startContestant(name, setup);
    if (contestant) contestants.push(stack.use(contestant));
  }
  // Awaited here: they end when this function returns.
  return await use(contestants);
}
