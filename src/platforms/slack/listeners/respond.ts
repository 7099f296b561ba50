/** Shows responses in Slack. When one can't be shown as intended, it is shown in another way, so that nothing fails silently. */
import type { webApi } from '@slack/bolt';
import type { ChatResponse, Form, Reply, UserInput } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import { call } from '../connect/client.ts';
import { parseAddress } from '../post/address.ts';
import { classify } from '../post/errors.ts';
import type { FormOptions } from './modal.ts';
import { redirectedReply, reopenFormReply, textReply } from './notices.ts';
import { replyBody } from './reply.ts';
import { buildFormModal, buildHome, buildReplyModal, type ReplyTarget } from './reply-target.ts';
import { respond } from './response-url.ts';

export interface Responder {
  /** Shows the response to `input`; never throws. */
  show(answer: ChatResponse, target: ReplyTarget, input: UserInput): Promise<void>;
  /** Shows the revision of the open form; never throws. */
  revise(form: Form, target: ReplyTarget, options: Pick<FormOptions, 'mark' | 'unfolded'>): Promise<void>;
  /** Posts in a channel (its id) for everyone; resolves false when Slack rejects it. Never throws. */
  announce(channel: string, reply: Reply): Promise<boolean>;
  /** Shows a reply on a user's App Home; never throws. */
  publish(user: string, reply: Reply): Promise<void>;
}

/** Codes of a used or expired trigger: a form can be opened once, within three seconds: https://docs.slack.dev/reference/methods/views.open#errors */
const expiredTriggerCodes = new Set([
  'expired_trigger_id',
  'trigger_expired',
  'trigger_exchanged',
  'exchanged_trigger_id',
]);

export function createResponder(client: webApi.WebClient, log: Log): Responder {
  function logFailure(error: unknown, { channel }: Pick<ReplyTarget, 'channel'>): void {
    log.warn({ op: 'slack.reply', channel, reason: classify(error).message }, 'could not show a reply');
  }

  /** Opens or updates a modal; throws PlatformError. */
  async function open(view: webApi.ViewsOpenArguments['view'], target: ReplyTarget): Promise<void> {
    if (target.modal !== null) await call(client.views.update({ view_id: target.modal, view }));
    else await call(client.views.open({ trigger_id: target.triggerId ?? '', view }));
  }

  const publishHome = (user: string, reply: Reply) =>
    call(client.views.publish({ user_id: user, view: buildHome(reply) }));

  async function sendReply(reply: Reply, target: ReplyTarget): Promise<void> {
    if (target.modal !== null) await open(buildReplyModal(target, reply), target);
    else if (target.channel !== null) await sendToChannel(reply, target, target.channel);
    else if (reply.replaces) await publishHome(target.user, reply);
    else await open(buildReplyModal(target, reply), target).catch(() => publishHome(target.user, reply));
  }

  /**
   * Sends by the response_url, which works in channels without the bot; when it is used up, as the bot; when that fails too, as
   * a direct message: https://docs.slack.dev/reference/methods/chat.postMessage
   */
  async function sendToChannel(reply: Reply, target: ReplyTarget, address: string): Promise<void> {
    const body = replyBody(reply);
    const { responseUrl, ephemeral, user } = target;
    if (responseUrl !== null) {
      // A private reply never replaces a public message.
      const replaces = reply.replaces === true && (ephemeral || reply.public === true);
      const response_type = reply.public ? 'in_channel' : 'ephemeral';
      const isSent = await respond(responseUrl, { ...body, response_type, replace_original: replaces }).then(
        () => true,
        // The outcome may be unknown: sending a private reply twice is harmless, a public one is not sent again.
        error => reply.public === true && classify(error).uncertain,
      );
      if (isSent) return;
    }
    const channel = parseAddress(address)?.channel ?? '';
    if (reply.public) await call(client.chat.postMessage({ ...body, channel }));
    else {
      await call(client.chat.postEphemeral({ ...body, channel, user: user })).catch(() =>
        call(client.chat.postMessage({ ...replyBody(redirectedReply(reply)), channel: user })),
      );
    }
  }

  /** Shows a response as intended; throws PlatformError. */
  async function showAs(answer: ChatResponse, target: ReplyTarget): Promise<void> {
    if (answer.is === 'reply') await sendReply(answer, target);
    else if (answer.is === 'form') await open(buildFormModal(target, answer.form), target);
    else if (answer.is === 'invalid')
      await open(buildFormModal(target, answer.form, { problems: answer.problems }), target);
  }

  /** Shows an error in the channel or the Home; if that fails too, it is logged. */
  async function showError(reply: Reply, target: ReplyTarget): Promise<void> {
    await sendReply(reply, { ...target, modal: null }).catch(error => logFailure(error, target));
  }

  const logged = (work: Promise<unknown>, target: Pick<ReplyTarget, 'channel'>): Promise<boolean> =>
    work.then(
      () => true,
      error => {
        logFailure(error, target);
        return false;
      },
    );

  return {
    async show(answer, target, input) {
      try {
        await showAs(answer, target);
      } catch (error) {
        const { code, message } = classify(error);
        if (expiredTriggerCodes.has(code)) return showError(reopenFormReply(input), target);
        logFailure(error, target);
        await showError(textReply(`I couldn’t show the reply. ${message}`), target);
      }
    },
    async revise(form, target, options) {
      await logged(open(buildFormModal(target, form, options), target), target);
    },
    announce: (channel, reply) => logged(call(client.chat.postMessage({ ...replyBody(reply), channel })), { channel }),
    async publish(user, reply) {
      await logged(publishHome(user, reply), { channel: null });
    },
  };
}
