/** Looks up facts about a channel on its platform, by the whole channel ID. */
import { type Platform, type PostingProblem, splitAddress } from './platform.ts';

/** The lookups reject with the platform's PlatformError. A platform that isn't connected answers false or null. */
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
