/** An answer -> what Slack shows. What cannot be shown as it should be is told in another way: nothing fails silently. */
import type { webApi } from '@slack/bolt';
import type { ChatResponse, Input, Reply } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import { call } from '../connect/client.ts';
import { parseAddress } from '../post/address.ts';
import { classify } from '../post/errors.ts';
import { elsewhere, openAgain, sentence } from './notices.ts';
import { replyBody } from './reply.ts';
import { formFor, homeFor, modalFor, type Place } from './reply-target.ts';
import { respond } from './response-url.ts';

export interface Answers {
  /** Shows the answer to `input`; never throws. */
  show(answer: ChatResponse, place: Place, input: Input): Promise<void>;
  /** Posts in a channel (its id), for all to read; false when Slack does not take it. Never throws. */
  announce(channel: string, reply: Reply): Promise<boolean>;
  /** Shows it on the App Home of a person; never throws. */
  publish(person: string, reply: Reply): Promise<void>;
}

/** A form can be opened for three seconds, once: https://docs.slack.dev/reference/methods/views.open#errors */
const goneTriggers = new Set(['expired_trigger_id', 'trigger_expired', 'trigger_exchanged', 'exchanged_trigger_id']);

export function createAnswers(client: webApi.WebClient, log: Log): Answers {
  function logFailure(error: unknown, { channel }: Pick<Place, 'channel'>): void {
    log.warn({ op: 'slack.reply', channel, reason: classify(error).message }, 'could not show a reply');
  }

  /** Throws PlatformError. */
  async function open(view: webApi.ViewsOpenArguments['view'], place: Place): Promise<void> {
    if (place.modal !== null) await call(client.views.update({ view_id: place.modal, view }));
    else await call(client.views.open({ trigger_id: place.triggerId ?? '', view }));
  }

  const publishHome = (person: string, reply: Reply) =>
    call(client.views.publish({ user_id: person, view: homeFor(reply) }));

  async function give(reply: Reply, place: Place): Promise<void> {
    if (place.modal !== null) await open(modalFor(place, reply), place);
    else if (place.channel !== null) await giveInChannel(reply, place, place.channel);
    else if (reply.replaces) await publishHome(place.person, reply);
    else await open(modalFor(place, reply), place).catch(() => publishHome(place.person, reply));
  }

  /**
   * By the response_url, which reaches channels that the bot is not in; when it is used up, as the bot, and where it may
   * not either, in the person's messages: https://docs.slack.dev/reference/methods/chat.postMessage
   */
  async function giveInChannel(reply: Reply, place: Place, address: string): Promise<void> {
    const body = replyBody(reply);
    const { responseUrl, ephemeral, person } = place;
    if (responseUrl !== null) {
      // What is for one person takes no place that all see.
      const replaces = reply.replaces === true && (ephemeral || reply.public === true);
      const response_type = reply.public ? 'in_channel' : 'ephemeral';
      const given = await respond(responseUrl, { ...body, response_type, replace_original: replaces }).then(
        () => true,
        // Told twice is better than not at all, unless to everybody.
        error => reply.public === true && classify(error).uncertain,
      );
      if (given) return;
    }
    const channel = parseAddress(address)?.channel ?? '';
    if (reply.public) await call(client.chat.postMessage({ ...body, channel }));
    else {
      await call(client.chat.postEphemeral({ ...body, channel, user: person })).catch(() =>
        call(client.chat.postMessage({ ...replyBody(elsewhere(reply)), channel: person })),
      );
    }
  }

  /** Throws PlatformError. */
  async function showAs(answer: ChatResponse, place: Place): Promise<void> {
    if (answer.is === 'reply') await give(answer, place);
    else if (answer.is === 'form') await open(formFor(place, answer.form), place);
    else if (answer.is === 'invalid') await open(formFor(place, answer.form, answer.problems), place);
  }

  /** Whatever went wrong, in the channel or the Home; if that goes wrong too, the log has it. */
  async function tell(reply: Reply, place: Place): Promise<void> {
    await give(reply, { ...place, modal: null }).catch(error => logFailure(error, place));
  }

  const logged = (work: Promise<unknown>, place: Pick<Place, 'channel'>): Promise<boolean> =>
    work.then(
      () => true,
      error => {
        logFailure(error, place);
        return false;
      },
    );

  return {
    async show(answer, place, input) {
      try {
        await showAs(answer, place);
      } catch (error) {
        const { code, message } = classify(error);
        if (goneTriggers.has(code)) return tell(openAgain(input), place);
        logFailure(error, place);
        await tell(sentence(`I couldn’t show the reply. ${message}`), place);
      }
    },
    announce: (channel, reply) => logged(call(client.chat.postMessage({ ...replyBody(reply), channel })), { channel }),
    async publish(person, reply) {
      await logged(publishHome(person, reply), { channel: null });
    },
  };
}
