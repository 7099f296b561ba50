/** Answering what people do: https://docs.discord.com/developers/interactions/receiving-and-responding */
import { setTimeout as delay } from 'node:timers/promises';
import { type APIInteractionResponse, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { Answer, Ask, Button, Reply } from '../chat.ts';
import type { Log } from '../platform.ts';
import type { Asked } from './asked.ts';
import { entitleNobody } from './entitled.ts';
import { classify } from './errors.ts';
import { shapeForm } from './form.ts';
import { keepForms, opensKept } from './kept.ts';
import { shapeReply } from './reply.ts';
import type { Rest } from './rest.ts';
import { lateForm, problems, sentence } from './sentences.ts';
import { choicesFor } from './words.ts';

export interface ConversationOptions {
  ask: Ask;
  rest: Rest;
  log: Log;
  /** Milliseconds to wait for an answer before saying that it comes later; Discord itself waits for 3 s. */
  patience?: number | undefined;
}

/** Takes the first answer to an interaction; over HTTP it is the answer to the request. */
export type Respond = (response: APIInteractionResponse) => Promise<void>;

const usualPatience = 2000;
const { Ephemeral, IsComponentsV2 } = MessageFlags;

/** Asks and answers; never throws and never leaves somebody without a word. */
export function createConversation({ ask, rest, log, patience = usualPatience }: ConversationOptions) {
  const kept = keepForms();

  return async (asked: Asked, respond: Respond): Promise<void> => {
    try {
      const answering = answerTo(asked);
      const waited = new AbortController();
      const late = delay(patience, null, { signal: waited.signal, ref: false }).catch(() => null);
      const answer = await Promise.race([answering, late]);
      waited.abort();
      if (answer) return await respondOrSay(firstResponse(answer, asked), respond);
      await respond(deferral(asked));
      await tellLater(asked, await answering);
    } catch (error) {
      log.warn(`Discord: an answer was not taken. ${classify(error).message}`);
    }
  };

  async function answerTo({ request }: Asked): Promise<Answer> {
    const { input } = request;
    if (input.is === 'action' && opensKept(input.action)) {
      const form = kept.find(input.action, Date.now());
      return form
        ? { is: 'form', form }
        : sentence('This form is kept for 15 minutes only and is gone. Please begin again.');
    }
    try {
      return await ask(request);
    } catch (error) {
      log.error(`Discord: a request from chat failed: ${error instanceof Error ? error.message : String(error)}`);
      return sentence('Something went wrong here. It stands in the log; try again in a moment.');
    }
  }

  /** What Discord finds malformed is a mistake of ours: then they are told that, instead of nothing. */
  async function respondOrSay(response: APIInteractionResponse, respond: Respond): Promise<void> {
    try {
      await respond(response);
    } catch (error) {
      if (classify(error).code !== '50035') throw error;
      log.error(`Discord: an answer was malformed. ${classify(error).message}`);
      await respond({
        type: InteractionResponseType.ChannelMessageWithSource,
        data: privately(sentence('Discord does not take the answer. It stands in the log.')),
      });
    }
  }

  function firstResponse(answer: Answer, asked: Asked): APIInteractionResponse {
    switch (answer.is) {
      case 'form':
        // A form cannot follow upon a form.
        if (asked.request.input.is === 'submission') return say(lateForm(keep(answer.form, 'Go on')), asked);
        return { type: InteractionResponseType.Modal, data: shapeForm(answer.form, asked.entitle) };
      case 'completions':
        return {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: choicesFor(answer.choices, asked.before) },
        };
      case 'nothing':
        if (asked.request.input.is === 'completion') return noCompletions;
        return asked.on ? { type: InteractionResponseType.DeferredMessageUpdate } : say(sentence('Done.'), asked);
      default:
        return say(asReply(answer), asked);
    }
  }

  /** Says it in a message of its own, or in place of the one whose control was used. */
  function say(reply: Reply, asked: Asked): APIInteractionResponse {
    const { UpdateMessage, ChannelMessageWithSource } = InteractionResponseType;
    if (takesPlace(reply, asked)) return { type: UpdateMessage, data: bodyOf(reply, asked, IsComponentsV2) };
    return { type: ChannelMessageWithSource, data: messageOf(reply, asked) };
  }

  /** After a deferral: `@original` is what it promised, or the message whose control was used. */
  async function tellLater(asked: Asked, answer: Answer): Promise<void> {
    if (answer.is === 'completions' || asked.request.input.is === 'completion') return;
    if (answer.is === 'nothing' && asked.on) return;
    const reply = answer.is === 'nothing' ? sentence('Done.') : asReply(answer);
    const original = Routes.webhookMessage(asked.application, asked.token, '@original');
    if (asked.on ? takesPlace(reply, asked) : !reply.public) {
      return rest.tell('patch', original, bodyOf(reply, asked, IsComponentsV2));
    }
    if (!asked.on)
      await rest.tell('patch', original, bodyOf(sentence('It stands below, for everybody.'), asked, IsComponentsV2));
    await rest.tell('post', Routes.webhook(asked.application, asked.token), messageOf(reply, asked));
  }

  function asReply(answer: Exclude<Answer, { is: 'completions' } | { is: 'nothing' }>): Reply {
    switch (answer.is) {
      case 'reply':
        return answer;
      case 'form':
        return lateForm(keep(answer.form, 'Open the form'));
      case 'invalid':
        return problems(answer.problems, answer.form, keep(answer.form, 'Edit again'));
    }
  }

  function keep(form: Parameters<typeof kept.keep>[0], label: string): Button {
    return kept.keep(form, label, Date.now());
  }
}

const noCompletions: APIInteractionResponse = {
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: { choices: [] },
};

/** Within 3 s: that the answer comes later. A message whose control was used stays as it is meanwhile. */
function deferral({ request, on }: Asked): APIInteractionResponse {
  if (request.input.is === 'completion') return noCompletions;
  if (on) return { type: InteractionResponseType.DeferredMessageUpdate };
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: Ephemeral } };
}

/** A private answer never replaces what everybody sees, nor the reverse. What asked to mend a form has done its work. */
function takesPlace(reply: Reply, { on }: Asked): boolean {
  if (!on || on.isPrivate === (reply.public === true)) return false;
  return reply.replaces === true || on.opensForm;
}

function bodyOf(reply: Reply, { entitle }: Pick<Asked, 'entitle'>, flags: MessageFlags) {
  const body = shapeReply(reply);
  return { ...body, components: reply.public ? body.components : entitle(body.components), flags };
}

const messageOf = (reply: Reply, asked: Pick<Asked, 'entitle'>) =>
  bodyOf(reply, asked, reply.public ? IsComponentsV2 : IsComponentsV2 | Ephemeral);

const privately = (reply: Reply) => messageOf(reply, { entitle: entitleNobody });
