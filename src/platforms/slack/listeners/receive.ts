/** What people do in Slack -> what Callboard is asked, and its answers back to them. */
import type { App, webApi } from '@slack/bolt';
import type { ChatHandler, ChatResponse, Input, Reply } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import type { Identity } from '../connect/identity.ts';
import { findOrigin, isPersonId } from '../connect/origin.ts';
import { parseAddress } from '../post/address.ts';
import { readMetadata } from '../post/metadata.ts';
import { controlIds, readUse, type Used } from './controls.ts';
import { FORM_ID, readFields } from './modal.ts';
import { readAgain, sentence } from './notices.ts';
import { readTyped } from './parse-command.ts';
import type { Place } from './reply-target.ts';
import { createAnswers } from './respond.ts';
import { WHY } from './shortcut.ts';
import { answerForm } from './submit.ts';
import type { People } from './users.ts';

export interface Talk {
  listen(app: App): void;
  /** Resolves when everything that was asked is answered. */
  idle(): Promise<void>;
}

export interface TalkOptions {
  handleChat: ChatHandler;
  client: webApi.WebClient;
  people: People;
  whoAmI: () => Promise<Identity>;
  log: Log;
}

/** Somebody, as Slack's payloads name them. */
interface Someone {
  id: string;
  name?: string | undefined;
}

export function createTalk({ handleChat, client, people, whoAmI, log }: TalkOptions): Talk {
  const answers = createAnswers(client, log);
  const going = new Set<Promise<void>>();

  /** Never throws. */
  async function askFor(
    input: Input,
    { channel, origin }: Pick<Place, 'channel' | 'origin'>,
    who: Someone,
  ): Promise<ChatResponse> {
    if ('problem' in origin) return { ...sentence(origin.problem), keepsFormOpen: true };
    const { workspace } = origin;
    try {
      const by = await people.find(who.id, who.name ?? '', workspace);
      return await handleChat({ by, channel, workspace, input });
    } catch (error) {
      log.error(
        { op: 'slack.answer', channel, input: input.is, reason: messageOf(error) },
        'could not answer a chat request; the person was told',
      );
      const failed = sentence('Something went wrong. Please try again.');
      return { ...failed, keepsFormOpen: true };
    }
  }

  async function askAndShow(input: Input, place: Place, who: Someone): Promise<void> {
    await answers.show(await askFor(input, place, who), place, input);
  }

  /** Goes on after Slack has its acknowledgement. */
  function keep(work: Promise<void>): Promise<void> {
    const kept = work
      .catch(error => log.error({ op: 'slack.reply', reason: messageOf(error) }, 'could not show a reply'))
      .finally(() => going.delete(kept));
    going.add(kept);
    return kept;
  }

  /** `channel` is its id; undefined outside of any channel. */
  async function placeOf(team: string | undefined, channel: string | undefined, person: string): Promise<Place> {
    const origin = await findOrigin(client, whoAmI, { team, channel, person });
    return {
      person,
      origin,
      channel: channel === undefined ? null : `${'workspace' in origin ? origin.workspace : team}/${channel}`,
      responseUrl: null,
      ephemeral: false,
      triggerId: null,
      modal: null,
    };
  }

  async function announce(greeting: Reply, channel: string, there: Place, who: Someone): Promise<void> {
    if (!(await answers.announce(channel, greeting))) await askFor({ is: 'greeting-failed' }, there, who);
  }

  function listen(app: App): void {
    app.command(/^\//, async ({ command, ack }) => {
      await ack();
      const { user_id: id, user_name: name, trigger_id: triggerId, response_url: responseUrl } = command;
      const there = await placeOf(command.team_id, command.channel_id, id);
      await keep(
        askAndShow(
          { is: 'command', words: readTyped(command.text) },
          { ...there, triggerId, responseUrl },
          { id, name },
        ),
      );
    });

    app.shortcut({ type: 'message_action', callback_id: WHY }, async ({ shortcut, context, ack }) => {
      await ack();
      if (shortcut.type !== 'message_action') return;
      const { user, channel, message_ts: message, trigger_id: triggerId, response_url: responseUrl } = shortcut;
      const there = await placeOf(context.teamId, channel.id, user.id);
      await keep(askAndShow({ is: 'why', message }, { ...there, triggerId, responseUrl }, user));
    });

    app.action({ type: 'block_actions', action_id: controlIds }, async ({ body, action, context, ack }) => {
      await ack();
      const used = readUse(action as Used);
      if (!used || body.type !== 'block_actions') return;
      const { user, channel, view, container, trigger_id: triggerId, response_url: responseUrl = null } = body;
      const carried = view?.type === 'modal' ? channelIn(view.private_metadata) : undefined;
      const there = await placeOf(context.teamId, carried ?? channel?.id, user.id);
      const place: Place = {
        ...there,
        triggerId,
        responseUrl,
        ephemeral: container.is_ephemeral === true,
        modal: view?.type === 'modal' ? view.id : null,
      };
      await keep(askAndShow(readAgain(used), place, { id: user.id, name: user.name ?? user.username }));
    });

    app.view({ type: 'view_submission', callback_id: FORM_ID }, async ({ body, view, context, ack }) => {
      const metadata = readMetadata(view.private_metadata);
      if (metadata?.action == null) return ack();
      const { action, responseUrl, ephemeral } = metadata;
      const there = await placeOf(context.teamId, channelIn(view.private_metadata), body.user.id);
      const place: Place = { ...there, responseUrl, ephemeral, modal: view.id };
      const typed = view.state.values;
      const input: Input = { is: 'submission', action, fields: readFields(typed) };
      const asked = askFor(input, place, body.user);
      await keep(answerForm({ asked, input, place, typed, ack: response => ack(response), answers }));
    });

    // Bolt tells of no member but for others and the bot itself, of whom only this is news.
    app.event('member_joined_channel', async ({ event, context }) => {
      if (event.user !== context.botUserId) return;
      const there = await placeOf(context.teamId, event.channel, event.user);
      if ('problem' in there.origin) {
        const { problem } = there.origin;
        return log.warn(
          { op: 'slack.greet', channel: there.channel, reason: problem },
          'could not post a greeting; /callboard still works',
        );
      }
      const inviter = { id: isPersonId(event.inviter) ? event.inviter : event.user };
      const answer = await askFor({ is: 'joined' }, there, inviter);
      if (answer.is === 'reply') await keep(announce(answer, event.channel, there, inviter));
    });

    app.event('app_home_opened', async ({ event, context }) => {
      if (event.tab !== 'home') return;
      const there = await placeOf(context.teamId, undefined, event.user);
      const answer = await askFor({ is: 'home' }, there, { id: event.user });
      if (answer.is === 'reply') await keep(answers.publish(event.user, answer));
    });
  }

  return {
    listen,
    async idle() {
      await Promise.all(going);
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The channel's id that a modal carries; undefined for one that was opened outside of any channel. */
const channelIn = (metadata: string): string | undefined =>
  parseAddress(readMetadata(metadata)?.channel ?? '')?.channel;
