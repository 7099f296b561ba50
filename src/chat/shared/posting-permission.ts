/** What keeps the bot from posting in a channel, said where rules are made for it: else all seems fine and nothing comes. */
import type { Block } from '../../messages/message.ts';
import type { Obstacle } from '../../platforms/platform.ts';
import type { Context } from '../command.ts';
import { bold, paragraph } from '../reply/build-reply.ts';

/** Null for nothing, and where the platform does not say: nobody's work has to wait for that. */
export async function obstacleIn(
  { findObstacle }: Pick<Context, 'findObstacle'>,
  channel: string,
): Promise<Obstacle | null> {
  return findObstacle(channel).catch(() => null);
}

/** The sentence that says so; none where there is nothing. */
export async function obstacleBlocks(context: Pick<Context, 'findObstacle'>, channel: string): Promise<Block[]> {
  const obstacle = await obstacleIn(context, channel);
  return obstacle ? [paragraph([bold(obstacle.sentence)])] : [];
}
