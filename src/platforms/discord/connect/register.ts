/** Registers our commands with Discord: https://docs.discord.com/developers/interactions/application-commands#registering-a-command */
import { setTimeout as delay } from 'node:timers/promises';
import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../platform.ts';
import { commands } from '../listeners/command-definitions.ts';
import { classify } from '../post/errors.ts';
import type { Rest } from './rest.ts';

/** Milliseconds between attempts. */
const defaultRetryDelay = 60_000;

const application = z.object({ id: z.string() });
const registered = z.array(z.object({ name: z.string(), type: z.number() }).loose());

/**
 * Registers the commands and retries until that succeeds or `signal` aborts; never throws. Any number of processes may
 * call it: each writes the same commands, and only if Discord's differ.
 */
export async function registerCommands(
  rest: Rest,
  log: Log,
  signal: AbortSignal,
  retryDelay = defaultRetryDelay,
): Promise<void> {
  let lastReason = '';
  while (!signal.aborted) {
    try {
      return await registerIfChanged(rest, log);
    } catch (error) {
      const reason = classify(error).message;
      if (reason !== lastReason)
        log.warn({ op: 'discord.register', reason }, 'could not register /callboard; retrying every minute');
      lastReason = reason;
      await delay(retryDelay, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

async function registerIfChanged(rest: Rest, log: Log): Promise<void> {
  const { id } = await rest.request('get', Routes.oauth2CurrentApplication(), application);
  const current = await rest.request('get', Routes.applicationCommands(id), registered);
  const ours = (one: (typeof current)[number]) =>
    commands.find(({ name, type }) => name === one.name && type === one.type);
  if (current.length === commands.length && current.every(one => matches(one, ours(one)))) return;
  await rest.request('put', Routes.applicationCommands(id), z.unknown(), { body: commands });
  log.info({ op: 'discord.register' }, 'registered /callboard');
}

/**
 * Compares Discord's copy of a command with ours. Discord adds ids, versions and defaults, but never a list, so a list
 * that ours lacks belongs to an older version of the command.
 */
function matches(theirs: unknown, ours: unknown): boolean {
  if (Array.isArray(ours)) {
    return (
      Array.isArray(theirs) && theirs.length === ours.length && ours.every((each, at) => matches(theirs[at], each))
    );
  }
  if (typeof ours !== 'object' || ours === null) return theirs === ours;
  if (typeof theirs !== 'object' || theirs === null) return false;
  const hasOldList = Object.entries(theirs).some(
    ([name, value]) => Array.isArray(value) && value.length > 0 && !Object.hasOwn(ours, name),
  );
  return (
    !hasOldList &&
    Object.entries(ours).every(([name, value]) => matches((theirs as Record<string, unknown>)[name], value))
  );
}
