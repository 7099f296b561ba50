/** What keeps the bot from posting in a channel, said where rules are made for it: else all seems fine and nothing comes. */
import type { Block } from '../../messages/message.ts';
import type { PostingProblem } from '../../platforms/platform.ts';
import type { ChatContext } from '../command.ts';
import { bold, paragraph } from '../reply/build-reply.ts';

/** Null for nothing, and where the platform does not say: nobody's work has to wait for that. */
export async function findPostingProblemIn(
  { findPostingProblem }: Pick<ChatContext, 'findPostingProblem'>,
  channel: string,
): Promise<PostingProblem | null> {
  return findPostingProblem(channel).catch(() => null);
}

/** The sentence that says so; none where there is nothing. */
export async function postingProblemBlocks(
  context: Pick<ChatContext, 'findPostingProblem'>,
  channel: string,
): Promise<Block[]> {
  const postingProblem = await findPostingProblemIn(context, channel);
  return postingProblem ? [paragraph([bold(postingProblem.text)])] : [];
}
