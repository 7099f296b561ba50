/** Reports, next to a channel's rules, why the bot can't post there: otherwise rules look fine and nothing arrives. */
import type { Block } from '../../messages/message.ts';
import type { PostingProblem } from '../../platforms/platform.ts';
import type { ChatContext } from '../command.ts';
import { bold, paragraph } from '../reply/build-reply.ts';

/** The reason why the bot can't post in a channel. Null when it can, and when the platform doesn't answer. */
export async function findPostingProblemIn(
  { findPostingProblem }: Pick<ChatContext, 'findPostingProblem'>,
  channel: string,
): Promise<PostingProblem | null> {
  return findPostingProblem(channel).catch(() => null);
}

/** A paragraph with the reason why the bot can't post in a channel; no block when it can. */
export async function postingProblemBlocks(
  context: Pick<ChatContext, 'findPostingProblem'>,
  channel: string,
): Promise<Block[]> {
  const problem = await findPostingProblemIn(context, channel);
  return problem ? [paragraph([bold(problem.text)])] : [];
}
