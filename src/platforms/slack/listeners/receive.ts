/** Receives user actions from Slack, passes them to chat/ as requests and shows the responses. */
import type { App, webApi } from '@slack/bolt';
import type { ChatHandler, ChatResponse, Input, Reply, UserInput } from '../../chat-protocol.ts';
import type { Log } from '../../platform.ts';
import type { Identity } from '../connect/identity.ts';
import { findOrigin, isUserId } from '../connect/origin.ts';
import { parseAddress } from '../post/address.ts';
import { readMetadata } from '../post/metadata.ts';
import { type ControlUse, controlIds, parseControlUse } from './controls.ts';
import { FORM_ID, fieldIds, readFields, type ViewState } from './modal.ts';
import { restoreInput, textReply } from './notices.ts';
import { parseCommandText } from './parse-command.ts';
import type { ReplyTarget } from './reply-target.ts';
import { createResponder } from './respond.ts';
import { WHY } from './shortcut.ts';
import { isUnfolded, respondToSubmission } from './submit.ts';
import type { UserDirectory } from './users.ts';

export interface ChatListener {
  listen(app: App): void;
  /** Resolves when all pending requests have been answered. */
  idle(): Promise<void>;
}

interface ChatListenerOptions {
  handleChat: ChatHandler;
  client: webApi.WebClient;
  users: UserDirectory;
  whoAmI: () => Promise<Identity>;
  log: Log;
}

/** The user, as Slack's payloads name them. */
interface Sender {
  id: string;
  name?: string | undefined;
}

export function createChatListener({ handleChat, client, users, whoAmI, log }: ChatListenerOptions): ChatListener {
  const responder = createResponder(client, log);
  const pending = new Set<Promise<void>>();

  /** Handles a request; an error becomes a reply. Never throws. */
  async function request(
    input: Input,
    { channel, origin }: Pick<ReplyTarget, 'channel' | 'origin'>,
    who: Sender,
  ): Promise<ChatResponse> {
    if ('problem' in origin) return { ...textReply(origin.problem), keepsFormOpen: true };
    const { workspace } = origin;
    try {
      const by = await users.find(who.id, who.name ?? '', workspace);
      return await handleChat({ by, channel, workspace, input });
    } catch (error) {
      log.error(
        { op: 'slack.answer', channel, input: input.is, reason: messageOf(error) },
        'could not answer a chat request; the user got an error message',
      );
      const failed = textReply('Something went wrong on my side. Please try again.');
      return { ...failed, keepsFormOpen: true };
    }
  }

  async function requestAndShow(input: UserInput, target: ReplyTarget, who: Sender): Promise<void> {
    await responder.show(await request(input, target, who), target, input);
  }

  /** Tracks work that continues after Slack's acknowledgment. */
  function track(work: Promise<void>): Promise<void> {
    const tracked = work
      .catch(error => log.error({ op: 'slack.reply', reason: messageOf(error) }, 'could not show a reply'))
      .finally(() => pending.delete(tracked));
    pending.add(tracked);
    return tracked;
  }

  /** Builds the reply target of a request. `channel` is its id; undefined outside of any channel. */
  async function targetOf(team: string | undefined, channel: string | undefined, user: string): Promise<ReplyTarget> {
    const origin = await findOrigin(client, whoAmI, { team, channel, user });
    return {
      user,
      origin,
      channel: channel === undefined ? null : `${'workspace' in origin ? origin.workspace : team}/${channel}`,
      responseUrl: null,
      ephemeral: false,
      triggerId: null,
      modal: null,
    };
  }

  async function announce(greeting: Reply, channel: string, target: ReplyTarget, who: Sender): Promise<void> {
    if (!(await responder.announce(channel, greeting))) await request({ is: 'greeting-failed' }, target, who);
  }

  function listen(app: App): void {
    app.command(/^\//, async ({ command, ack }) => {
      await ack();
      const { user_id: id, user_name: name, trigger_id: triggerId, response_url: responseUrl } = command;
      const target = await targetOf(command.team_id, command.channel_id, id);
      await track(
        requestAndShow(
          { is: 'command', words: parseCommandText(command.text) },
          { ...target, triggerId, responseUrl },
          { id, name },
        ),
      );
    });

    app.shortcut({ type: 'message_action', callback_id: WHY }, async ({ shortcut, context, ack }) => {
      await ack();
      if (shortcut.type !== 'message_action') return;
      const { user, channel, message_ts: message, trigger_id: triggerId, response_url: responseUrl } = shortcut;
      const target = await targetOf(context.teamId, channel.id, user.id);
      await track(requestAndShow({ is: 'why', message }, { ...target, triggerId, responseUrl }, user));
    });

    app.action({ type: 'block_actions', action_id: controlIds }, async ({ body, action, context, ack }) => {
      await ack();
      const input = parseControlUse(action as ControlUse);
      if (!input || body.type !== 'block_actions') return;
      const { user, channel, view, container, trigger_id: triggerId, response_url: responseUrl = null } = body;
      const modalChannel = view?.type === 'modal' ? channelIn(view.private_metadata) : undefined;
      const target: ReplyTarget = {
        ...(await targetOf(context.teamId, modalChannel ?? channel?.id, user.id)),
        triggerId,
        responseUrl,
        ephemeral: container.is_ephemeral === true,
        modal: view?.type === 'modal' ? view.id : null,
      };
      await track(requestAndShow(restoreInput(input), target, { id: user.id, name: user.name ?? user.username }));
    });

    app.action({ type: 'block_actions', action_id: fieldIds }, async ({ body, action, context, ack }) => {
      await ack();
      if (body.type !== 'block_actions' || body.view?.type !== 'modal') return;
      const { user, view } = body;
      const [, kind, mark = ''] = fieldIds.exec(action.action_id) ?? [];
      const metadata = readMetadata(view.private_metadata);
      if (metadata?.action == null) return;
      const { responseUrl, ephemeral } = metadata;
      const target: ReplyTarget = {
        ...(await targetOf(context.teamId, channelIn(view.private_metadata), user.id)),
        ...{ responseUrl, ephemeral, modal: view.id },
      };
      const state: ViewState = view.state.values;
      const input: UserInput = { is: 'revision', action: metadata.action, fields: readFields(state) };
      const revise = async () => {
        const answer = await request(input, target, { id: user.id, name: user.name ?? user.username });
        if (answer.is !== 'form') return;
        const unfolded = kind === 'more' || isUnfolded(answer.form, state);
        await responder.revise(answer.form, target, { mark, unfolded });
      };
      await track(revise());
    });

    app.view({ type: 'view_submission', callback_id: FORM_ID }, async ({ body, view, context, ack }) => {
      const metadata = readMetadata(view.private_metadata);
      if (metadata?.action == null) return ack();
      const { action, responseUrl, ephemeral } = metadata;
      const submitted = await targetOf(context.teamId, channelIn(view.private_metadata), body.user.id);
      const target: ReplyTarget = { ...submitted, responseUrl, ephemeral, modal: view.id };
      const state = view.state.values;
      const input: UserInput = { is: 'submission', action, fields: readFields(state) };
      const response = request(input, target, body.user);
      await track(respondToSubmission({ response, input, target, state, ack: response => ack(response), responder }));
    });

    // Slack reports every new member; only the bot's own joining matters.
    app.event('member_joined_channel', async ({ event, context }) => {
      if (event.user !== context.botUserId) return;
      const target = await targetOf(context.teamId, event.channel, event.user);
      if ('problem' in target.origin) {
        const { problem } = target.origin;
        return log.warn(
          { op: 'slack.greet', channel: target.channel, reason: problem },
          'could not post a greeting; /callboard still works',
        );
      }
      const inviter = { id: isUserId(event.inviter) ? event.inviter : event.user };
      const answer = await request({ is: 'joined' }, target, inviter);
      if (answer.is === 'reply') await track(announce(answer, event.channel, target, inviter));
    });

    app.event('app_home_opened', async ({ event, context }) => {
      if (event.tab !== 'home') return;
      const target = await targetOf(context.teamId, undefined, event.user);
      const answer = await request({ is: 'home' }, target, { id: event.user });
      if (answer.is === 'reply') await track(responder.publish(event.user, answer));
    });
  }

  return {
    listen,
    async idle() {
      await Promise.all(pending);
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads the channel's id from a modal's metadata; undefined when it was opened outside of any channel. */
const channelIn = (metadata: string): string | undefined =>
  parseAddress(readMetadata(metadata)?.channel ?? '')?.channel;
