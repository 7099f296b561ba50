// @ts-check
/** Sends commands and presses to Callboard and shows the responses. */
import { showAnswers, showReply } from './answers.js';
import { openDialog } from './dialog.js';
import { explain, fetchJson, find } from './dom.js';
import { zone } from './messages.js';

/** @import { Input } from '../../platforms/chat-protocol.ts' */
/** @import { WebAnswer } from '../chat-route.ts' */
/** @import { Origin } from './answers.js' */

/** Channels that this page has requested a greeting for; Callboard greets once. */
const greeted = new Set();

/** Shows a channel's responses again; an empty channel gets a greeting. @param {string} channel @param {boolean} empty */
export function openAnswers(channel, empty) {
  showAnswers(channel);
  if (!empty || greeted.has(channel)) return;
  greeted.add(channel);
  void ask({ is: 'joined' }, { channel });
}

/** Sends an input; false without a response, after showing the error. @param {Input} input @param {Origin} origin */
export async function ask(input, origin) {
  const [form, output] = [find('#chat'), find('#command-error')];
  form.ariaBusy = 'true';
  try {
    show(await send(origin.channel, input), origin);
    output.textContent = '';
    return true;
  } catch (error) {
    output.textContent = failure(error);
    return false;
  } finally {
    form.ariaBusy = 'false';
  }
}

/** @param {string} channel @param {Input} input @returns {Promise<WebAnswer>} */
export function send(channel, input) {
  return fetchJson(`console/chat?${new URLSearchParams({ zone })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, input }),
  });
}

/** @param {WebAnswer} answer @param {Origin} origin */
function show(answer, origin) {
  if (answer.is === 'reply') showReply(answer, origin, press);
  else if (answer.is === 'form' || answer.is === 'invalid') {
    openDialog(answer, {
      send: (action, fields) => send(origin.channel, { is: 'submission', action, fields }),
      done: next => show(next, origin),
      failure,
    });
  }
}

/** @param {string} action @param {string[]} chosen @param {Origin & { item: HTMLLIElement }} origin */
async function press(action, chosen, origin) {
  // A second press during the first one is ignored.
  if (origin.item.ariaBusy === 'true') return;
  origin.item.ariaBusy = 'true';
  await ask({ is: 'action', action, chosen }, origin);
  origin.item.ariaBusy = 'false';
}

/** @param {unknown} error */
function failure(error) {
  return explain('Couldn’t run the command', error);
}
