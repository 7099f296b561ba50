/**
 * Handles commands and presses on the page like those of any platform. The page draws a reply itself; its previews are
 * returned as HTML, as each platform shows them.
 */
import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import type { Message } from '../messages/message.ts';
import {
  type ChatHandler,
  type ChatResponse,
  type ChatUser,
  type Reply,
  userInputSchema,
} from '../platforms/chat-protocol.ts';
import { splitAddress } from '../platforms/platform.ts';
import { type Bodies, BodyError } from '../sources/read-body.ts';
import type { Lookalikes } from './lookalikes.ts';

export type WebReply = Omit<Reply, 'previews'> & { previews: readonly Lookalikes[] };
export type WebAnswer = Exclude<ChatResponse, Reply> | WebReply;

export interface ChatOptions {
  handleChat: ChatHandler;
  bodies: Bodies;
  /** The page's channels. */
  channels(): Promise<string[]>;
  /** Writes a preview. */
  write(message: Message, context: Context): Lookalikes;
}

/** People who pass the guard are operators. */
const operator: ChatUser = { id: 'console', name: 'You', manager: true, admin: true };

/** The largest body is a form: five fields of a few thousand characters each. */
const maxBytes = 256 * 1024;

const chatSchema = z.object({
  /** `preview:demo/calls` */
  channel: z.string(),
  input: z.discriminatedUnion('is', [userInputSchema, z.object({ is: z.literal('joined') })]),
});

/** Creates the route. It answers 400 to invalid JSON and 404 to a channel that isn't on the page. */
export function createChatRoute({ handleChat, bodies, channels, write }: ChatOptions): Middleware {
  return async context => {
    const { channel, input } = await readInput(context, bodies);
    if (!(await channels()).includes(channel)) return context.throw(404, 'Channel not found.');
    const { place } = splitAddress(channel);
    const [workspace = ''] = place.split('/');
    const request = { by: operator, channel: place, workspace };
    const answer = await handleChat({ ...request, input });
    // The page doesn't save responses, so the next person to open the channel is greeted as well.
    if (input.is === 'joined') await handleChat({ ...request, input: { is: 'greeting-failed' } });
    context.body = toWeb(answer, message => write(message, context));
  };
}

async function readInput(context: Context, bodies: Bodies): Promise<z.infer<typeof chatSchema>> {
  if (!context.is('json')) {
    return context.throw(415, 'Expected application/json.', { headers: { Accept: 'application/json' } });
  }
  const text = await readText(context, bodies);
  const { success, data, error } = chatSchema.safeParse(parseJson(text));
  return success ? data : context.throw(400, z.prettifyError(error));
}

async function readText(context: Context, bodies: Bodies): Promise<string> {
  try {
    return await bodies.use(context.req, async body => body.toString('utf8'), maxBytes);
  } catch (error) {
    if (error instanceof BodyError) return context.throw(error.status, error.message, { headers: error.headers });
    throw error;
  }
}

/** Parses JSON; undefined for other texts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toWeb(answer: ChatResponse, write: (message: Message) => Lookalikes): WebAnswer {
  if (answer.is !== 'reply') return answer;
  return { ...answer, previews: (answer.previews ?? []).map(write) };
}
