/** Responds to a submitted form: inside the modal while Slack waits, afterwards in a new view or the channel. */
import { setTimeout as delay } from 'node:timers/promises';
import type { types } from '@slack/bolt';
import type { ChatResponse, Form, UserInput } from '../../chat-protocol.ts';
import { plainMessage } from '../message/fallback.ts';
import { SUBMISSION_WAIT } from '../message/limits.ts';
import { problemsBelow, type ViewState } from './modal.ts';
import { textReply } from './notices.ts';
import { buildFormModal, buildReplyModal, type ReplyTarget } from './reply-target.ts';
import type { Responder } from './respond.ts';

/** The acknowledgment of a submission: https://docs.slack.dev/surfaces/modals#handling_submissions; without one the modal closes. */
type FormResponse =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: types.ModalView };

interface Submission {
  response: Promise<ChatResponse>;
  input: UserInput;
  /** The target, with the submitted modal. */
  target: ReplyTarget;
  state: ViewState;
  ack: (response?: FormResponse) => Promise<void>;
  responder: Responder;
}

/** Acknowledges a submission and shows its response; never throws. */
export async function respondToSubmission({
  response,
  input,
  target,
  state,
  ack,
  responder,
}: Submission): Promise<void> {
  const waiting = new AbortController();
  const late = delay(SUBMISSION_WAIT, null, { signal: waiting.signal }).catch(() => null);
  const answer = await Promise.race([response, late]);
  waiting.abort();
  const closed = { ...target, modal: null };
  if (answer) {
    const response = responseInModal(answer, target, state);
    await ack(response);
    if (!response) await responder.show(answer, closed, input);
    return;
  }
  await ack({ response_action: 'update', view: buildReplyModal(target, textReply('One moment…')) });
  const lateAnswer = await response;
  // A form replaces the waiting view, and so does a reply without a channel.
  if (responseInModal(lateAnswer, target, state)) return responder.show(lateAnswer, target, input);
  await responder.show(lateAnswer, closed, input);
  const done = lateAnswer.is === 'reply' ? 'Done. My reply is in the channel.' : 'Done.';
  await responder.show(textReply(done), target, input);
}

/** Returns the part of a response that is shown in the modal; undefined when it is shown elsewhere after closing. */
function responseInModal(answer: ChatResponse, target: ReplyTarget, state: ViewState): FormResponse | undefined {
  const update = (view: types.ModalView): FormResponse => ({ response_action: 'update', view });
  if (answer.is === 'form') return update(buildFormModal(target, answer.form));
  if (answer.is === 'invalid') {
    const errors = problemsBelow(answer.problems, state);
    return errors
      ? { response_action: 'errors', errors }
      : update(
          buildFormModal(target, answer.form, { problems: answer.problems, unfolded: isUnfolded(answer.form, state) }),
        );
  }
  const [first] = Object.keys(state);
  if (answer.is === 'reply' && answer.keepsFormOpen && first !== undefined) {
    const errors = problemsBelow({ [first]: plainMessage(answer.message) }, state);
    if (errors) return { response_action: 'errors', errors };
  }
  return answer.is === 'reply' && target.channel === null ? update(buildReplyModal(target, answer)) : undefined;
}

/** Whether the submitted view showed the folded fields. */
export function isUnfolded({ fields }: Form, state: ViewState): boolean {
  return fields.some(({ name, folded }) => folded && Object.hasOwn(state, name));
}
