/** People and Callboard on Discord: what they do comes in by the gateway or by HTTP, the answers go out. */
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
import type { Receive } from '../connect/interactions.ts';
import { classify } from '../post/errors.ts';
import { greetNewServers } from './joined.ts';
import { sentence } from './notices.ts';
import { parseInteraction } from './parse-interaction.ts';
import { renderReply } from './reply.ts';
import { createResponder, type Respond, type ResponderOptions } from './respond.ts';

export interface Receiver {
  /** Takes what comes by HTTP. */
  receive: Receive;
  /** Takes what the gateway tells. */
  attach(client: Client): void;
}

/** Who talks to nobody. */
export const disabledReceiver: Receiver = { receive: () => false, attach: () => {} };

const { ApplicationCommand, MessageComponent, ModalSubmit } = InteractionType;
const toUs = z.object({
  id: z.string(),
  token: z.string(),
  type: z.union([z.literal(ApplicationCommand), z.literal(MessageComponent), z.literal(ModalSubmit)]),
});

const inPrivate = (text: string): APIInteractionResponse => ({
  type: InteractionResponseType.ChannelMessageWithSource,
  data: { ...renderReply(sentence(text)), flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral },
});
const notHere = inPrivate('Use this in a server channel.');
const notOurs = inPrivate('This message isn’t one of mine, or it’s from an earlier version. Run /callboard instead.');

/** `token` is the bot's. */
export function createReceiver(options: ResponderOptions & { token: string }): Receiver {
  const { rest, log, token } = options;
  const respondTo = createResponder(options);

  const receive: Receive = (raw, respond) => {
    const asked = parseInteraction(raw, token);
    if (asked === 'forged') {
      log.warn({ op: 'discord.press' }, 'ignored a button press on a message that Callboard did not write');
      respond(notOurs).catch(report);
    } else if (asked) void respondTo(asked, respond);
    else if (toUs.safeParse(raw).success) respond(notHere).catch(report);
    else return false;
    return true;
  };

  function report(error: unknown): void {
    log.warn({ op: 'discord.reply', reason: classify(error).message }, 'could not show a reply');
  }

  return {
    receive,
    attach(client) {
      client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: { id: string; token: string }) => {
        const respond: Respond = response => rest.tell('post', Routes.interactionCallback(raw.id, raw.token), response);
        receive(raw, respond);
      });
      greetNewServers(client, options);
    },
  };
}
