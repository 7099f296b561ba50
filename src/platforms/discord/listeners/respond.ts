/** Sends the replies to interactions: https://docs.discord.com/developers/interactions/receiving-and-responding */

import { setTimeout as delay } from 'node:timers/promises';
import { type APIInteractionResponse, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import type { ActionButton } from '../../../messages/message.ts';
import { decodeActionId, encodeActionId } from '../../action-id.ts';
import type { ChatHandler, ChatResponse, Form, Reply, SavedForms } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import type { Rest } from '../connect/rest.ts';
import { maxTextInput } from '../message/limits.ts';
import { classify } from '../post/errors.ts';
import { findTooLongField, renderModal } from './modal.ts';
import { openFormReply, problemsReply, textReply } from './notices.ts';
import { choicesFor } from './options-to-text.ts';
import type { ParsedInteraction } from './parse-interaction.ts';
import { renderReply } from './reply.ts';
import { leaveUnmarked } from './signed-controls.ts';

export interface ResponderOptions {
  handleChat: ChatHandler;
  forms: SavedForms;
  rest: Rest;
  log: Log;
  /** Milliseconds to wait for an answer before deferring the reply; Discord waits for 3 s. */
  deferAfter?: number | undefined;
}

/** The answers that Discord can show. A form must be the first response. */
type ShowableAnswer = Exclude<ChatResponse, { is: 'invalid' }>;

/** Sends the first response to an interaction. Over HTTP that is the response to the request. */
export type Respond = (response: APIInteractionResponse) => Promise<void>;

const defaultDeferAfter = 2000;
const { Ephemeral, IsComponentsV2 } = MessageFlags;

/** Creates the function that answers an interaction. It never throws, and the person always gets a reply. */
export function createResponder({ handleChat, forms, rest, log, deferAfter = defaultDeferAfter }: ResponderOptions) {
  return async (interaction: ParsedInteraction, respond: Respond): Promise<void> => {
    try {
      const pending = orFailureReply(answerTo(interaction));
      const answered = new AbortController();
      const timeout = delay(deferAfter, null, { signal: answered.signal, ref: false }).catch(() => null);
      const answer = await Promise.race([pending, timeout]);
      answered.abort();
      if (answer) return await respondOrExplain(firstResponse(answer, interaction), respond);
      await respond(deferral(interaction));
      await sendDeferred(interaction, await pending);
    } catch (error) {
      log.warn(
        { op: 'discord.reply', channel: interaction.request.channel, reason: classify(error).message },
        'could not show a reply',
      );
    }
  };

  async function answerTo(interaction: ParsedInteraction): Promise<ShowableAnswer> {
    const { request } = interaction;
    const { input } = request;
    const id = input.is === 'action' ? decodeActionId(input.action) : null;
    const answer =
      id?.is === 'form' ? await openSavedForm(id.id, interaction) : refuseTooLong(await handleChat(request));
    // Discord can't answer a form with a form, nor keep one open to show its problems.
    if (answer.is === 'invalid') {
      const { form } = answer;
      return problemsReply(answer.problems, form, await saveForm(form, 'Edit form…', interaction));
    }
    return answer.is === 'form' && input.is === 'submission'
      ? openFormReply(await saveForm(answer.form, 'Open form…', interaction))
      : answer;
  }

  async function openSavedForm(id: string, { request }: ParsedInteraction): Promise<ShowableAnswer> {
    const form = await forms.find(id, request);
    if (form) return { is: 'form', form };
    return textReply('This form has expired. Start again.');
  }

  async function saveForm(form: Form, label: string, { request }: ParsedInteraction): Promise<ActionButton> {
    const id = await forms.save(form, request);
    return { label, action: encodeActionId({ is: 'form', id }), style: 'primary' };
  }

  /** Never throws: an error is logged and becomes a reply. */
  async function orFailureReply<Result>(pending: Promise<Result>): Promise<Result | Reply> {
    try {
      return await pending;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ op: 'discord.answer', reason }, 'could not answer a chat request; replied with an error message');
      return textReply('Something went wrong on my side. Please try again.');
    }
  }

  /** Discord rejects an invalid response because of a fault of ours. The person gets a reply that says so. */
  async function respondOrExplain(response: APIInteractionResponse, respond: Respond): Promise<void> {
    try {
      await respond(response);
    } catch (error) {
      if (classify(error).code !== '50035') throw error;
      log.error(
        { op: 'discord.reply', reason: classify(error).message },
        'Discord rejected a reply as invalid; replied with an error message',
      );
      await respond({
        type: InteractionResponseType.ChannelMessageWithSource,
        data: privateBody(textReply('Discord rejected the reply. Details are in the Callboard log.')),
      });
    }
  }

  function firstResponse(answer: ShowableAnswer, interaction: ParsedInteraction): APIInteractionResponse {
    if (interaction.request.input.is === 'completion' && answer.is !== 'completions') return noCompletions;
    switch (answer.is) {
      case 'form':
        return { type: InteractionResponseType.Modal, data: renderModal(answer.form, interaction.markPrivate) };
      case 'completions':
        return {
          type: InteractionResponseType.ApplicationCommandAutocompleteResult,
          data: { choices: choicesFor(answer.choices, interaction.before) },
        };
      case 'nothing':
        return interaction.originMessage
          ? { type: InteractionResponseType.DeferredMessageUpdate }
          : replyResponse(textReply('Done.'), interaction);
      case 'reply':
        return replyResponse(answer, interaction);
    }
  }

  /** Responds with a new message, or replaces the one whose control was used. */
  function replyResponse(reply: Reply, interaction: ParsedInteraction): APIInteractionResponse {
    const { UpdateMessage, ChannelMessageWithSource } = InteractionResponseType;
    if (replacesOrigin(reply, interaction))
      return { type: UpdateMessage, data: bodyOf(reply, interaction, IsComponentsV2) };
    return { type: ChannelMessageWithSource, data: messageOf(reply, interaction) };
  }

  /** Sends the answer after a deferral. `@original` is the deferred reply, or the message whose control was used. */
  async function sendDeferred(interaction: ParsedInteraction, answer: ShowableAnswer): Promise<void> {
    if (answer.is === 'completions' || interaction.request.input.is === 'completion') return;
    if (answer.is === 'nothing' && interaction.originMessage) return;
    const reply = await lateReply(answer, interaction);
    const original = Routes.webhookMessage(interaction.application, interaction.token, '@original');
    if (interaction.originMessage ? replacesOrigin(reply, interaction) : !reply.public) {
      return rest.respond('patch', original, bodyOf(reply, interaction, IsComponentsV2));
    }
    if (!interaction.originMessage)
      await rest.respond(
        'patch',
        original,
        bodyOf(textReply('Posted below for everyone.'), interaction, IsComponentsV2),
      );
    await rest.respond(
      'post',
      Routes.webhook(interaction.application, interaction.token),
      messageOf(reply, interaction),
    );
  }

  /** The reply after a deferral: a form can't open any more, so it waits behind a button. */
  async function lateReply(
    answer: Exclude<ShowableAnswer, { is: 'completions' }>,
    interaction: ParsedInteraction,
  ): Promise<Reply> {
    if (answer.is === 'nothing') return textReply('Done.');
    return answer.is === 'form'
      ? orFailureReply(saveForm(answer.form, 'Open form…', interaction).then(openFormReply))
      : answer;
  }
}

/** Refuses a form with a text over Discord's limit: truncated, it would lose the rest on submit. */
function refuseTooLong(answer: ChatResponse): ChatResponse {
  const long = answer.is === 'form' ? findTooLongField(answer.form) : null;
  return long
    ? textReply(
        `“${long.label}” is too long for a Discord form (${maxTextInput.toLocaleString('en')} characters max). Export your setup with “callboard export callboard.yaml”, edit the text there, and import the file.`,
      )
    : answer;
}

const noCompletions: APIInteractionResponse = {
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: { choices: [] },
};

/** The response within Discord's 3 s, if the answer takes longer. The message whose control was used stays unchanged. */
function deferral({ request, originMessage }: ParsedInteraction): APIInteractionResponse {
  if (request.input.is === 'completion') return noCompletions;
  if (originMessage) return { type: InteractionResponseType.DeferredMessageUpdate };
  return { type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: Ephemeral } };
}

/**
 * Whether a reply replaces the message whose control was used. A private reply never replaces a public message, nor the
 * reverse. A message with a saved form's button is replaced once the form was handled; with `keepsFormOpen` it stays, because
 * its button holds the only copy of the input.
 */
function replacesOrigin(reply: Reply, { originMessage }: ParsedInteraction): boolean {
  if (!originMessage || originMessage.isPrivate === (reply.public === true)) return false;
  return reply.replaces === true || (originMessage.opensForm && !reply.keepsFormOpen);
}

type Marks = Pick<ParsedInteraction, 'markPrivate' | 'markPublic'>;

function bodyOf(reply: Reply, { markPrivate, markPublic }: Marks, flags: MessageFlags) {
  const body = renderReply(reply);
  const mark = reply.public ? markPublic : markPrivate;
  return { ...body, components: mark(body.components), flags };
}

const messageOf = (reply: Reply, marks: Marks) =>
  bodyOf(reply, marks, reply.public ? IsComponentsV2 : IsComponentsV2 | Ephemeral);

const privateBody = (reply: Reply) => messageOf(reply, { markPrivate: leaveUnmarked, markPublic: leaveUnmarked });
