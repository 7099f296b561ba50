/**
 * The explicit list of platforms. What is known of each without connecting is here at once; its SDK is loaded only
 * when there is a token for it.
 */
import type { Log } from '../log.ts';
import type { ChatHandler, SavedForms } from './chat-protocol.ts';
import { discord } from './discord/descriptor.ts';
import { type HttpHandler, type Platform, type PlatformDescriptor, splitAddress } from './platform.ts';
import { preview } from './preview/index.ts';
import { slack } from './slack/descriptor.ts';

export const platformDescriptors = { slack, discord, preview } satisfies Record<string, PlatformDescriptor>;
export type PlatformName = keyof typeof platformDescriptors;

/** The kind of a channel's platform by its address, `slack:T0123/C0456`; null when there is none of that name. */
export function findDescriptor(address: string): PlatformDescriptor | null {
  const { platform: name } = splitAddress(address);
  return Object.hasOwn(platformDescriptors, name) ? platformDescriptors[name as PlatformName] : null;
}

/** A platform with what its SDK answers on our port. */
export interface Connected {
  platform: Platform;
  /** `/slack/events` */
  path: string;
  handler: HttpHandler | null;
}

/** Told the address of a channel that may work again (`slack:T0123/C0456`), or how those of several begin (`discord:<guild>/`). */
export type ChannelRecovered = (addressPrefix: string) => void;

/** Whom a platform of this name asks what people want from chat. */
export type ChatHandlerFor = (platform: string) => ChatHandler;

/** What is around the platforms, for a server; `doctor` needs none of it. */
export interface PlatformServices {
  onChannelRecovered?: ChannelRecovered;
  handleChat?: ChatHandlerFor;
  /** Where a platform of this name keeps forms that wait; goes with `handleChat`. */
  forms?: (platform: string) => SavedForms;
  /** Told when a platform's request on one of our paths is rejected, and why, or taken after that (null). */
  onRequestVerified?: (path: string, rejection: string | null) => void;
  /** How many processes use the tokens: what is limited for a whole workspace or bot they share. */
  processes?: () => number;
}

/** The settings of each platform; null: not set up. `interval`: milliseconds between two messages of a channel. */
export interface PlatformSettings {
  slack: { botToken: string; appToken?: string; signingSecret?: string; apiUrl: string; interval: number } | null;
  discord: { token: string; applicationId?: string; publicKey?: string; apiUrl: string } | null;
  /** The proxies that requests go through, each '' where there is none; null: none at all. */
  proxy: { http: string; https: string; no: string } | null;
}

/** The platforms that the configuration has tokens for, not started yet, and a sentence for each that cannot be set up. */
export async function connectPlatforms(
  { slack, discord, proxy }: PlatformSettings,
  log: Log,
  around: PlatformServices = {},
): Promise<{ connected: Connected[]; problems: string[] }> {
  const connecting = [
    ...(slack ? [connectSlack({ ...slack, proxy }, log, around)] : []),
    ...(discord ? [connectDiscord({ ...discord, isProxied: proxy !== null }, log, around)] : []),
  ];
  const settled = await Promise.allSettled(connecting);
  return {
    connected: settled.flatMap(result => (result.status === 'fulfilled' ? [result.value] : [])),
    problems: settled.flatMap(result => (result.status === 'rejected' ? [sentenceOf(result.reason)] : [])),
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function connectSlack(
  options: NonNullable<PlatformSettings['slack']> & Pick<PlatformSettings, 'proxy'>,
  log: Log,
  around: PlatformServices,
): Promise<Connected> {
  const { createSlack } = await import('./slack/index.ts');
  const path = '/slack/events';
  const onRequestVerified = (rejection: string | null) => around.onRequestVerified?.(path, rejection);
  const platform = createSlack({ ...options, log, onRequestVerified, ...forPlatform('slack', around) });
  return { platform, path, handler: platform.handler ?? null };
}

async function connectDiscord(
  options: NonNullable<PlatformSettings['discord']> & { isProxied: boolean },
  log: Log,
  around: PlatformServices,
): Promise<Connected> {
  const { createDiscord } = await import('./discord/index.ts');
  const platform = createDiscord({ ...options, log, ...forPlatform('discord', around) });
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
