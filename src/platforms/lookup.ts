/** Questions about a channel by its whole address, put to its platform. */
import { type Platform, type PostingProblem, splitAddress } from './platform.ts';

/** Reject with what the platform throws. One that is not connected knows nothing of its channels. */
export function askPlatforms(platforms: ReadonlyMap<string, Platform>) {
  const of = (address: string) => {
    const { platform, place } = splitAddress(address);
    return { platform: platforms.get(platform), place };
  };
  return {
    async isMember(person: string, channel: string): Promise<boolean> {
      const { platform, place } = of(channel);
      return (await platform?.isMember?.(place, person)) ?? false;
    },
    async findMentionProblem(person: string, channel: string, mentions: readonly string[]): Promise<string | null> {
      const { platform, place } = of(channel);
      return (await platform?.findMentionProblem?.(place, person, mentions)) ?? null;
    },
    async findChannelName(channel: string): Promise<string | null> {
      const { platform, place } = of(channel);
      return (await platform?.findChannelName?.(place)) ?? null;
    },
    async findPostingProblem(channel: string): Promise<PostingProblem | null> {
      const { platform, place } = of(channel);
      return (await platform?.findPostingProblem?.(place)) ?? null;
    },
  };
}
