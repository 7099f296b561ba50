/**
 * The explicit list of platforms. What is known of each without connecting is here at once; its SDK is loaded only
 * when there is a token for it.
 */
import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { discord } from './discord/kind.ts';
import type { Platform, PlatformKind } from './platform.ts';
import { preview } from './preview/index.ts';
import { slack } from './slack/kind.ts';

export const platformKinds = { slack, discord, preview } satisfies Record<string, PlatformKind>;
export type PlatformName = keyof typeof platformKinds;

/** The kind of a channel's platform by its address, `slack:T0123/C0456`; null when there is none of that name. */
export function findKind(address: string): PlatformKind | null {
  const name = address.split(':', 1)[0] as string;
  return Object.hasOwn(platformKinds, name) ? platformKinds[name as PlatformName] : null;
}

/** A platform with what its SDK answers on our port, by path. */
export interface Connected {
  platform: Platform;
  handlers: Record<string, RequestListener>;
}

/** The platforms that the configuration has tokens for, not started yet. */
export async function connectPlatforms(config: Pick<Config, 'slack' | 'discord'>, log: Logger): Promise<Connected[]> {
  const connected: Connected[] = [];
  if (config.slack) {
    const { createSlack } = await import('./slack/index.ts');
    const platform = createSlack({ ...config.slack, log });
    connected.push({ platform, handlers: handlersAt('/slack/events', platform.handler) });
  }
  if (config.discord) {
    const { createDiscord } = await import('./discord/index.ts');
    const platform = createDiscord({ ...config.discord, log });
    connected.push({ platform, handlers: handlersAt('/discord/interactions', platform.handler) });
  }
  return connected;
}

function handlersAt(path: string, handler: RequestListener | undefined): Record<string, RequestListener> {
  return handler ? { [path]: handler } : {};
}
