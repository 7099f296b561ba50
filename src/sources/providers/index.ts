/** The list of providers. A new one is a folder like cometchat/ and a line here. */

import { findEventType } from '../../events/types.ts';
import type { Provider } from '../source.ts';
import { cometchat } from './cometchat/index.ts';
import { standard } from './standard/index.ts';
import { videosdk } from './videosdk/index.ts';

export const providers = { cometchat, videosdk, standard } as const satisfies Record<string, Provider>;

/** A source's name for examples in help texts. */
export const exampleSource = providers.cometchat.name;

export type ProviderName = keyof typeof providers;

/** The display name: `CometChat`. An unknown provider keeps its name. */
export function providerTitle(name: string): string {
  return findProvider(name)?.title ?? name;
}

/** The meaning of a provider's trigger, for people who choose one: `Missed call, busy`. */
export function triggerMeaning({ triggers, meanings }: Provider, trigger: string): string {
  const type = triggers[trigger] ?? trigger;
  return meanings[trigger] ?? findEventType(type)?.meaning ?? type;
}

/** The provider with this name, or null. */
export function findProvider(name: string): Provider | null {
  return Object.hasOwn(providers, name) ? providers[name as ProviderName] : null;
}
