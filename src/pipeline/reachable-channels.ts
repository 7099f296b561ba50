/** Decides which channels an event may reach, before any rule is checked. */
import type { StoredEvent } from '../events/event.ts';
import { splitAddress, workspaceOf } from '../platforms/platform.ts';

/**
 * Returns a test for a channel's full address. Undefined: the event may reach every channel. `owner` is the only workspace
 * whose channels receive the source's events, undefined for a shared source. Tests for the preview reach only its channels.
 */
export function reachableChannels(
  { test }: Pick<StoredEvent, 'test'>,
  owner: string | undefined,
): ((channel: string) => boolean) | undefined {
  if (test === 'preview') return channel => splitAddress(channel).platform === 'preview';
  return owner === undefined ? undefined : channel => workspaceOf(channel) === owner;
}
