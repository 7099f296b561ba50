/** A form that was sent: answered within it as long as Slack waits, else in what takes its place. */
import { setTimeout as delay } from 'node:timers/promises';
import type { types } from '@slack/bolt';
import type { ChatResponse, Input } from '../../chat-protocol.ts';
import { plainMessage } from '../message/fallback.ts';
import { SUBMISSION_WAIT } from '../message/limits.ts';
import { problemsBelow, type Typed } from './modal.ts';
import { sentence } from './notices.ts';
import { formFor, modalFor, type Place } from './reply-target.ts';
import type { Answers } from './respond.ts';

/** What Slack is answered about the modal: https://docs.slack.dev/surfaces/modals#handling_submissions; without it, it closes. */
export type FormResponse =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: types.ModalView };

interface Submission {
  asked: Promise<ChatResponse>;
  input: Input;
  /** With the modal that was sent. */
  place: Place;
  typed: Typed;
  ack: (response?: FormResponse) => Promise<void>;
  answers: Answers;
}

export async function answerForm({ asked, input, place, typed, ack, answers }: Submission): Promise<void> {
  const waiting = new AbortController();
  const late = delay(SUBMISSION_WAIT, null, { signal: waiting.signal }).catch(() => null);
  const answer = await Promise.race([asked, late]);
  waiting.abort();
  const closed = { ...place, modal: null };
  if (answer) {
    const response = within(answer, place, typed);
    await ack(response);
    if (!response) await answers.show(answer, closed, input);
    return;
  }
  await ack({ response_action: 'update', view: modalFor(place, sentence('One moment…')) });
  const lateAnswer = await asked;
  // A form takes the place of the one that waits, and so do words that have no other place.
  if (within(lateAnswer, place, typed)) return answers.show(lateAnswer, place, input);
  await answers.show(lateAnswer, closed, input);
  const done = lateAnswer.is === 'reply' ? 'Done. See the reply in the channel.' : 'Done.';
  await answers.show(sentence(done), place, input);
}

/** What of an answer is shown in the modal; undefined for what is shown elsewhere, once it is closed. */
function within(answer: ChatResponse, place: Place, typed: Typed): FormResponse | undefined {
  const update = (view: types.ModalView): FormResponse => ({ response_action: 'update', view });
  if (answer.is === 'form') return update(formFor(place, answer.form));
  if (answer.is === 'invalid') {
    const errors = problemsBelow(answer.problems, typed);
    return errors ? { response_action: 'errors', errors } : update(formFor(place, answer.form, answer.problems));
  }
  const [first] = Object.keys(typed);
  if (answer.is === 'reply' && answer.keepsFormOpen && first !== undefined) {
    const errors = problemsBelow({ [first]: plainMessage(answer.message) }, typed);
    if (errors) return { response_action: 'errors', errors };
  }
  return answer.is === 'reply' && place.channel === null ? update(modalFor(place, answer)) : undefined;
}
