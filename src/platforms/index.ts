/** The list of platforms. Descriptors are loaded at once; a platform's SDK is loaded only when it has a token. */
import type { Log } from '../log.ts';
import type { ChatHandler, SavedForms } from './chat-protocol.ts';
import { discord } from './discord/descriptor.ts';
import { type HttpHandler, type Platform, type PlatformDescriptor, splitAddress } from './platform.ts';
import { preview } from './preview/index.ts';
import { slack } from './slack/descriptor.ts';

export const platformDescriptors = { slack, discord, preview } satisfies Record<string, PlatformDescriptor>;
type PlatformName = keyof typeof platformDescriptors;

/** Finds the descriptor of a channel's platform by the channel ID, `slack:T0123/C0456`; null for an unknown platform. */
export function findDescriptor(address: string): PlatformDescriptor | null {
  const { platform: name } = splitAddress(address);
  return Object.hasOwn(platformDescriptors, name) ? platformDescriptors[name as PlatformName] : null;
}

/** A platform and its HTTP endpoint on our port; `handler` is null when it receives nothing over HTTP. */
export interface Connected {
  platform: Platform;
  /** `/slack/events` */
  path: string;
  handler: HttpHandler | null;
}

/** Called with a channel that may work again (`slack:T0123/C0456`), or with the prefix of several (`discord:<guild>/`). */
type ChannelRecovered = (addressPrefix: string) => void;

/** Returns the handler for the chat requests of a platform by its name. */
export type ChatHandlerFor = (platform: string) => ChatHandler;

/** Callbacks that a running server gives its platforms; `doctor` needs none of them. */
interface PlatformServices {
  onChannelRecovered?: ChannelRecovered;
  handleChat?: ChatHandlerFor;
  /** Returns the store for a platform's saved forms; goes with `handleChat`. */
  forms?: (platform: string) => SavedForms;
  /** Called with the reason when a platform's request on one of our paths is rejected; with null when one is accepted again. */
  onRequestVerified?: (path: string, rejection: string | null) => void;
  /** Number of processes that use the tokens: they share the limits of a whole workspace or bot. */
  processes?: () => number;
}

/** The settings of each platform; null: not set up. `interval` is in milliseconds, between two messages of a channel. */
export interface PlatformSettings {
  slack: { botToken: string; appToken?: string; signingSecret?: string; apiUrl: string; interval: number } | null;
  discord: { token: string; applicationId?: string; publicKey?: string; apiUrl: string } | null;
  /** The proxies for outgoing requests, each '' when unset; null: no proxies. */
  proxy: { http: string; https: string; no: string } | null;
}

/** Creates the platforms that have tokens, not started yet; `problems` has one sentence for each that can't be set up. */
export async function connectPlatforms(
  { slack, discord, proxy }: PlatformSettings,
  log: Log,
  services: PlatformServices = {},
): Promise<{ connected: Connected[]; problems: string[] }> {
  const connecting = [
    ...(slack ? [connectSlack({ ...slack, proxy }, log, services)] : []),
    ...(discord ? [connectDiscord({ ...discord, isProxied: proxy !== null }, log, services)] : []),
  ];
  const settled = await Promise.allSettled(connecting);
  return {
    connected: settled.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])),
    problems: settled.flatMap(result => (result.status === 'rejected' ? [messageOf(result.reason)] : [])),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function connectSlack(
  options: NonNullable<PlatformSettings['slack']> & Pick<PlatformSettings, 'proxy'>,
  log: Log,
  services: PlatformServices,
): Promise<Connected> {
  const { createSlack } = await import('./slack/index.ts');
  const path = '/slack/events';
  const onRequestVerified = (rejection: string | null) => services.onRequestVerified?.(path, rejection);
  const platform = createSlack({ ...options, log, onRequestVerified, ...forPlatform('slack', services) });
  return { platform, path, handler: platform.handler ?? null };
}

async function connectDiscord(
  options: NonNullable<PlatformSettings['discord']> & { isProxied: boolean },
  log: Log,
  services: PlatformServices,
): Promise<Connected> {
  const { createDiscord } = await import('./discord/index.ts');
  const platform = createDiscord({ ...options, log, ...forPlatform('discord', services) });
  return { platform, path: '/discord/interactions', handler: platform.handler ?? null };
}

function forPlatform(name: string, { onChannelRecovered, handleChat, forms, processes }: PlatformServices) {
  return {
    onChannelRecovered: (place: string) => onChannelRecovered?.(`${name}:${place}`),
    processes,
    ...(handleChat && { handleChat: handleChat(name) }),
    ...(forms && { forms: forms(name) }),
  };
}
