// @ts-check
/** Asks Callboard what people ask it from chat, and shows what it answers. */
import { showAnswers, showReply } from './answers.js';
import { openDialog } from './dialog.js';
import { explain, fetchJson, find } from './dom.js';
import { zone } from './messages.js';

/** @import { Input } from '../../platforms/chat-protocol.ts' */
/** @import { WebAnswer } from '../chat-route.ts' */
/** @import { Origin } from './answers.js' */

/** The channels that were greeted in, as far as this page knows; Callboard itself does it once. */
const greeted = new Set();

/** What was answered in a channel stands in it again; an empty one is greeted in. @param {string} channel @param {boolean} empty */
export function openAnswers(channel, empty) {
  showAnswers(channel);
  if (!empty || greeted.has(channel)) return;
  greeted.add(channel);
  void ask({ is: 'joined' }, { channel });
}

/** @param {string} channel @param {number} message */
export function askWhy(channel, message) {
  void ask({ is: 'why', message: String(message) }, { channel, asked: 'Why?' });
}

/** False when there was no answer, which is said. @param {Input} input @param {Origin} origin */
export async function ask(input, origin) {
  const [form, told] = [find('#chat'), find('#told')];
  form.ariaBusy = 'true';
  try {
    show(await send(origin.channel, input), origin);
    told.textContent = '';
    return true;
  } catch (error) {
    told.textContent = failure(error);
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
  // A second press while the first is under way is the same press.
  if (origin.item.ariaBusy === 'true') return;
  origin.item.ariaBusy = 'true';
  await ask({ is: 'action', action, chosen }, origin);
  origin.item.ariaBusy = 'false';
}

/** @param {unknown} error */
function failure(error) {
  return explain('Couldn’t run the command', error);
}
