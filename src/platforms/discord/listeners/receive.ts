/** Receives interactions from the gateway or over HTTP and has them answered. */
import {
  type APIInteractionResponse,
  type Client,
  GatewayDispatchEvents,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  Routes,
} from 'discord.js';
import { z } from 'zod';
import { cannotExplain } from '../../chat-protocol.ts';
import type { Receive } from '../connect/interactions.ts';
import { classify } from '../post/errors.ts';
import { greetNewServers } from './joined.ts';
import { textReply } from './notices.ts';
import { parseInteraction } from './parse-interaction.ts';
import { renderReply } from './reply.ts';
import { createResponder, type Respond, type ResponderOptions } from './respond.ts';

export interface Receiver {
  /** Handles one interaction, whether it arrived over HTTP or from the gateway. */
  receive: Receive;
  /** Listens to the gateway client for interactions and new servers. */
  attach(client: Client): void;
}

/** Handles no interaction: for a bot that only posts. */
export const disabledReceiver: Receiver = { receive: () => false, attach: () => {} };

const { ApplicationCommand, MessageComponent, ModalSubmit } = InteractionType;
/** An interaction that Discord expects a reply to, although Callboard can't parse it. */
const answerable = z.object({
  id: z.string(),
  token: z.string(),
  type: z.union([z.literal(ApplicationCommand), z.literal(MessageComponent), z.literal(ModalSubmit)]),
});

const privateResponse = (text: string): APIInteractionResponse => ({
  type: InteractionResponseType.ChannelMessageWithSource,
  data: { ...renderReply(textReply(text)), flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral },
});
const notHere = privateResponse('Use this in a server channel.');
const notOurs = privateResponse(cannotExplain);

/** Creates the receiver. `token` is the bot's token. */
export function createReceiver(options: ResponderOptions & { token: string }): Receiver {
  const { rest, log, token } = options;
  const respondTo = createResponder(options);

  const receive: Receive = (raw, respond) => {
    const interaction = parseInteraction(raw, token);
    if (interaction === 'forged') {
      log.warn({ op: 'discord.press' }, 'ignored a button press on a message that Callboard did not write');
      respond(notOurs).catch(logFailure);
    } else if (interaction) void respondTo(interaction, respond);
    else if (answerable.safeParse(raw).success) respond(notHere).catch(logFailure);
    else return false;
    return true;
  };

  function logFailure(error: unknown): void {
    log.warn({ op: 'discord.reply', reason: classify(error).message }, 'could not show a reply');
  }

  return {
    receive,
    attach(client) {
      client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: { id: string; token: string }) => {
        const respond: Respond = response =>
          rest.respond('post', Routes.interactionCallback(raw.id, raw.token), response);
        receive(raw, respond);
      });
      greetNewServers(client, options);
    },
  };
}
