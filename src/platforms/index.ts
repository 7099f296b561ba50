/** The list of platforms. Descriptors are loaded at once; a platform's SDK is loaded only when it has a token. */
import type { Log } from '../log.ts';
import type { ChatHandler, SavedForms } from './chat-protocol.ts';
import { discord } from './discord/descriptor.ts';
import { type Platform, type PostingProblem, splitAddress } from './platform.ts';
import type { ConnectContext, Connected, PlatformDescriptor, Proxies } from './platform-descriptor.ts';
import { preview } from './preview/index.ts';
import { slack } from './slack/descriptor.ts';
import { webhook } from './webhook/descriptor.ts';

/** Every platform, in the order in which people see them. */
const listed = { slack, discord, webhook, preview } satisfies Record<string, PlatformDescriptor>;

export const platformDescriptors: Readonly<Record<string, PlatformDescriptor>> = listed;

/** A channel ID for examples in help texts. */
export const exampleAddress = listed.slack.addressExample;

/** Finds the descriptor of a channel's platform by the channel ID, `slack:T0123/C0456`; null for an unknown platform. */
export function findDescriptor(address: string): PlatformDescriptor | null {
  const { platform: name } = splitAddress(address);
  return Object.hasOwn(platformDescriptors, name) ? (platformDescriptors[name] ?? null) : null;
}

/** Returns the handler for the chat requests of a platform by its name. */
export type ChatHandlerFor = (platform: string) => ChatHandler;

/** Callbacks that a running server gives its platforms; `doctor` needs none of them. */
interface PlatformServices {
  /** Called with a channel that may work again (`slack:T0123/C0456`), or with the prefix of several (`discord:<guild>/`). */
  onChannelRecovered?: (addressPrefix: string) => void;
  handleChat?: ChatHandlerFor;
  /** Returns the store for a platform's saved forms; goes with `handleChat`. */
  forms?: (platform: string) => SavedForms;
  /** Called with the reason when a platform's request on one of our paths is rejected; with null when one is accepted again. */
  onRequestVerified?: (path: string, rejection: string | null) => void;
  /** Number of processes that use the tokens. */
  processes?: () => number;
}

export interface PlatformSettings {
  /** The settings of each platform by its name; null: not set up. */
  platforms: Readonly<Record<string, unknown>>;
  /** The proxies for outgoing requests; null: no proxies. */
  proxy: Proxies | null;
}

/** A platform that has settings. */
interface SetUp {
  descriptor: PlatformDescriptor;
  settings: unknown;
}

/** The platforms that are set up. */
export function listSetUp({ platforms }: Pick<PlatformSettings, 'platforms'>): SetUp[] {
  return Object.values(platformDescriptors).flatMap(descriptor => {
    const settings = platforms[descriptor.name] ?? null;
    return settings === null ? [] : [{ descriptor, settings }];
  });
}

/** Connected platforms with their path of our port, `/slack/events`; `path` is null for one that receives nothing there. */
export interface Mounted extends Connected {
  path: string | null;
}

/** Creates the platforms that are set up, not started yet; `problems` has one sentence for each that can't be set up. */
export async function connectPlatforms(
  config: PlatformSettings,
  log: Log,
  services: PlatformServices = {},
): Promise<{ connected: Mounted[]; problems: string[] }> {
  const settled = await Promise.allSettled(
    listSetUp(config).map(async ({ descriptor, settings }) => {
      const path = descriptor.receivesAt?.(settings) ?? null;
      const connected = await descriptor.connect?.(settings, contextOf(descriptor.name, path, config, log, services));
      return connected ? [{ ...connected, path }] : [];
    }),
  );
  return {
    connected: settled.flatMap(result => (result.status === 'fulfilled' ? result.value : [])),
    problems: settled.flatMap(result => (result.status === 'rejected' ? [messageOf(result.reason)] : [])),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function contextOf(
  name: string,
  path: string | null,
  { proxy }: PlatformSettings,
  log: Log,
  { onChannelRecovered, onRequestVerified, handleChat, forms, processes }: PlatformServices,
): ConnectContext {
  return {
    ...{ log, proxy, processes },
    onChannelRecovered: place => onChannelRecovered?.(`${name}:${place}`),
    onRequestVerified: rejection => path !== null && onRequestVerified?.(path, rejection),
    ...(handleChat && { handleChat: handleChat(name) }),
    ...(forms && { forms: forms(name) }),
  };
}

/**
 * Creates lookups of facts about a channel on its platform, by the whole channel ID. They reject with the platform's PlatformError. A
 * platform that isn't connected answers false or null.
 */
export function createPlatformLookup(platforms: ReadonlyMap<string, Platform>) {
  const resolve = (address: string) => {
    const { platform, place } = splitAddress(address);
    return { platform: platforms.get(platform), place };
  };
  return {
    async isMember(person: string, channel: string): Promise<boolean> {
      const { platform, place } = resolve(channel);
      return (await platform?.isMember?.(place, person)) ?? false;
    },
    async findMentionProblem(person: string, channel: string, mentions: readonly string[]): Promise<string | null> {
      const { platform, place } = resolve(channel);
      return (await platform?.findMentionProblem?.(place, person, mentions)) ?? null;
    },
    async findChannelName(channel: string): Promise<string | null> {
      const { platform, place } = resolve(channel);
      return (await platform?.findChannelName?.(place)) ?? null;
    },
    async findPostingProblem(channel: string): Promise<PostingProblem | null> {
      const { platform, place } = resolve(channel);
      return (await platform?.findPostingProblem?.(place)) ?? null;
    },
  };
}
