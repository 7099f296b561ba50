/** Telling Discord of our commands: https://docs.discord.com/developers/interactions/application-commands#registering-a-command */
import { setTimeout as delay } from 'node:timers/promises';
import { Routes } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../platform.ts';
import { commands } from '../listeners/command-definitions.ts';
import { classify } from '../post/errors.ts';
import type { Rest } from './rest.ts';

/** Milliseconds until another attempt. */
const usualPause = 60_000;

const application = z.object({ id: z.string() });
const registered = z.array(z.object({ name: z.string(), type: z.number() }).loose());

/**
 * Resolves once Discord knows the commands, however long that takes, or when `signal` ends it; never throws. Any number
 * of processes may do it: it is written only where it differs, and always to the same.
 */
export async function registerCommands(rest: Rest, log: Log, signal: AbortSignal, pause = usualPause): Promise<void> {
  let said = '';
  while (!signal.aborted) {
    try {
      return await register(rest, log);
    } catch (error) {
      const reason = classify(error).message;
      if (reason !== said)
        log.warn({ op: 'discord.register', reason }, 'could not register /callboard; retrying every minute');
      said = reason;
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  }
}

async function register(rest: Rest, log: Log): Promise<void> {
  const { id } = await rest.request('get', Routes.oauth2CurrentApplication(), application);
  const there = await rest.request('get', Routes.applicationCommands(id), registered);
  const ours = (one: (typeof there)[number]) =>
    commands.find(({ name, type }) => name === one.name && type === one.type);
  if (there.length === commands.length && there.every(one => holds(one, ours(one)))) return;
  await rest.request('put', Routes.applicationCommands(id), z.unknown(), { body: commands });
  log.info({ op: 'discord.register' }, 'registered /callboard');
}

/**
 * Whether Discord's object says all that ours says; it adds ids, versions and what is so by default, but no list: one that
 * ours lacks was taken away since.
 */
function holds(theirs: unknown, ours: unknown): boolean {
  if (Array.isArray(ours)) {
    return Array.isArray(theirs) && theirs.length === ours.length && ours.every((each, at) => holds(theirs[at], each));
  }
  if (typeof ours !== 'object' || ours === null) return theirs === ours;
  if (typeof theirs !== 'object' || theirs === null) return false;
  const taken = Object.entries(theirs).some(
    ([name, value]) => Array.isArray(value) && value.length > 0 && !Object.hasOwn(ours, name),
  );
  return (
    !taken && Object.entries(ours).every(([name, value]) => holds((theirs as Record<string, unknown>)[name], value))
  );
}
