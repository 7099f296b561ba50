/** Answering what people do: https://docs.discord.com/developers/interactions/receiving-and-responding */
import { setTimeout as delay } from 'node:timers/promises';
import { type APIInteractionResponse, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { Button, ChatHandler, ChatResponse, Form, Reply, SavedForms } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { maxTextInput } from '../message/limits.ts';
import { classify } from '../post/errors.ts';
import { findTooLongField, renderModal } from './modal.ts';
import { openFormReply, problems, sentence } from './notices.ts';
import { choicesFor } from './options-to-text.ts';
import type { ParsedInteraction } from './parse-interaction.ts';
import { renderReply } from './reply.ts';
import { opensSavedForm, savedFormButton, savedFormId } from './saved-form-button.ts';
import { leaveUnmarked } from './signed-controls.ts';

export interface ResponderOptions {
  handleChat: ChatHandler;
  forms: SavedForms;
  rest: Rest;
  log: Log;
  /** Milliseconds to wait for an answer before saying that it comes later; Discord itself waits for 3 s. */
  patience?: number | undefined;
}

/** What Discord can show, unless a form comes too late. */
type Shown = Exclude<ChatResponse, { is: 'invalid' }>;

/** Takes the first answer to an interaction; over HTTP it is the answer to the request. */
export type Respond = (response: APIInteractionResponse) => Promise<void>;

const usualPatience = 2000;
const { Ephemeral, IsComponentsV2 } = MessageFlags;

/** Asks and answers; never throws and never leaves somebody without a word. */
export function createResponder({ handleChat, forms, rest, log, patience = usualPatience }: ResponderOptions) {
  return async (asked: ParsedInteraction, respond: Respond): Promise<void> => {
    try {
      const answering = orSay(answerTo(asked));
      const waited = new AbortController();
      const late = delay(patience, null, { signal: waited.signal, ref: false }).catch(() => null);
      const answer = await Promise.race([answering, late]);
      waited.abort();
      if (answer) return await respondOrSay(firstResponse(answer, asked), respond);
      await respond(deferral(asked));
      await tellLater(asked, await answering);
    } catch (error) {
      log.warn(
        { op: 'discord.reply', channel: asked.request.channel, reason: classify(error).message },
        'could not show a reply',
      );
    }
  };

  async function answerTo(asked: ParsedInteraction): Promise<Shown> {
    const { request } = asked;
    const { input } = request;
    const answer =
      input.is === 'action' && opensSavedForm(input.action)
        ? await open(input.action, asked)
        : orTooLong(await handleChat(request));
    // A form cannot follow upon a form, nor stay open with what is wrong in it.
    if (answer.is === 'invalid') {
      const { form } = answer;
      return problems(answer.problems, form, await keep(form, 'Edit', asked));
    }
    return answer.is === 'form' && input.is === 'submission'
      ? openFormReply(await keep(answer.form, 'Open form', asked))
      : answer;
  }

  async function open(action: string, { request }: ParsedInteraction): Promise<Shown> {
    const form = await forms.find(savedFormId(action), request);
    if (form) return { is: 'form', form };
    return sentence('This form has expired. Please start again.');
  }

  async function keep(form: Form, label: string, { request }: ParsedInteraction): Promise<Button> {
    return savedFormButton(await forms.save(form, request), label);
  }

  /** Never throws: what breaks here is told, and logged. */
  async function orSay<Said>(answering: Promise<Said>): Promise<Said | Reply> {
    try {
      return await answering;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ op: 'discord.answer', reason }, 'could not answer a chat request; the person was told');
      return sentence('Something went wrong. Please try again.');
    }
  }

  /** What Discord finds malformed is a mistake of ours: then they are told that, instead of nothing. */
  async function respondOrSay(response: APIInteractionResponse, respond: Respond): Promise<void> {
    try {
      await respond(response);
    } catch (error) {
      if (classify(error).code !== '50035') throw error;
      log.error(
        { op: 'discord.reply', reason: classify(error).message },
        'Discord rejected a reply as invalid; the person was told',
      );
      await respond({
        type: InteractionResponseType.ChannelMessageWithSource,
        data: privately(sentence('Discord rejected the reply. Details are in the server log.')),
      });
    }
  }

  function firstResponse(answer: Shown, asked: ParsedInteraction): APIInteractionResponse {
    if (asked.request.input.is === 'completion' && answer.is !== 'completions') return noCompletions;
    switch (answer.is) {
      case 'form':
        return { type: InteractionResponseType.Modal, data: renderModal(answer.form, asked.entitle) };
      case 'completions':
        return {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: choicesFor(answer.choices, asked.before) },
        };
      case 'nothing':
        return asked.on ? { type: InteractionResponseType.DeferredMessageUpdate } : say(sentence('Done.'), asked);
      case 'reply':
        return say(answer, asked);
    }
  }

  /** Says it in a message of its own, or in place of the one whose control was used. */
  function say(reply: Reply, asked: ParsedInteraction): APIInteractionResponse {
    const { UpdateMessage, ChannelMessageWithSource } = InteractionResponseType;
    if (takesPlace(reply, asked)) return { type: UpdateMessage, data: bodyOf(reply, asked, IsComponentsV2) };
    return { type: ChannelMessageWithSource, data: messageOf(reply, asked) };
  }

  /** After a deferral: `@original` is what it promised, or the message whose control was used. */
  async function tellLater(asked: ParsedInteraction, answer: Shown): Promise<void> {
    if (answer.is === 'completions' || asked.request.input.is === 'completion') return;
    if (answer.is === 'nothing' && asked.on) return;
    const reply = await lateReply(answer, asked);
    const original = Routes.webhookMessage(asked.application, asked.token, '@original');
    if (asked.on ? takesPlace(reply, asked) : !reply.public) {
      return rest.tell('patch', original, bodyOf(reply, asked, IsComponentsV2));
    }
    if (!asked.on)
      await rest.tell('patch', original, bodyOf(sentence('Posted below for everyone.'), asked, IsComponentsV2));
    await rest.tell('post', Routes.webhook(asked.application, asked.token), messageOf(reply, asked));
  }

  /** What can still be said once Discord was told that the answer comes later. */
  async function lateReply(answer: Exclude<Shown, { is: 'completions' }>, asked: ParsedInteraction): Promise<Reply> {
    if (answer.is === 'nothing') return sentence('Done.');
    return answer.is === 'form' ? orSay(keep(answer.form, 'Open form', asked).then(openFormReply)) : answer;
  }
}

/** A text is never cut to be edited: who sends it back would lose the rest. */
function orTooLong(answer: ChatResponse): ChatResponse {
  const long = answer.is === 'form' ? findTooLongField(answer.form) : null;
  return long
    ? sentence(
        `“${long.label}” is too long for a Discord form (${maxTextInput} characters max). Edit it in callboard.yaml, which npm run callboard -- export writes.`,
      )
    : answer;
}

const noCompletions: APIInteractionResponse = {
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: { choices: [] },
};

/** Within 3 s: that the answer comes later. A message whose control was used stays as it is meanwhile. */
function deferral({ request, on }: ParsedInteraction): APIInteractionResponse {
  if (request.input.is === 'completion') return noCompletions;
  if (on) return { type: InteractionResponseType.DeferredMessageUpdate };
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: Ephemeral } };
}

/** A private answer never replaces what everybody sees, nor the reverse. What asked to mend a form has
 * done its work, unless nothing was done: then it is all that is left of what was typed. */
function takesPlace(reply: Reply, { on }: ParsedInteraction): boolean {
  if (!on || on.isPrivate === (reply.public === true)) return false;
  return reply.replaces === true || (on.opensForm && !reply.keepsFormOpen);
}

type Marks = Pick<ParsedInteraction, 'entitle' | 'sign'>;

function bodyOf(reply: Reply, { entitle, sign }: Marks, flags: MessageFlags) {
  const body = renderReply(reply);
  const mark = reply.public ? sign : entitle;
  return { ...body, components: mark(body.components), flags };
}

const messageOf = (reply: Reply, asked: Marks) =>
  bodyOf(reply, asked, reply.public ? IsComponentsV2 : IsComponentsV2 | Ephemeral);

const privately = (reply: Reply) => messageOf(reply, { entitle: leaveUnmarked, sign: leaveUnmarked });
