// @ts-check
/** The command box: accepts `/callboard add` or `add`. Enter sends. */
import { ask, send } from './chat.js';
import { find, make } from './dom.js';
import { createListbox } from './listbox.js';
import { shownChannel } from './messages.js';

/** Milliseconds after a key press before completions are requested. */
const rest = 100;

export function startCommand() {
  /** @type {HTMLInputElement} */
  const box = find('#command');
  const completions = startCompletions(box);
  /** @type {HTMLFormElement} */ (find('#chat')).onsubmit = async submit => {
    submit.preventDefault();
    if (completions.accept()) return;
    completions.close();
    const typed = box.value;
    const words = wordsOf(typed);
    box.value = '';
    const answered = await ask({ is: 'command', words }, { channel: shownChannel(), request: `/callboard ${words}` });
    if (!answered && box.value === '') box.value = typed;
  };
}

/** The input without `/callboard`, or without a typed beginning of it. @param {string} typed */
function wordsOf(typed) {
  const text = typed.trimStart();
  if (text.startsWith('/') && '/callboard'.startsWith(text.toLowerCase())) return '';
  return text.replace(/^\/?callboard(?:\s+|$)|^\//i, '');
}

/** Completes the typed command. @param {HTMLInputElement} box */
function startCompletions(box) {
  /** Counts changes of the input, so that a response to an earlier one is ignored. */
  let typed = 0;
  const list = createListbox(box, find('#completions'), { load: complete, choose, cancel: close, leave: close });

  function close() {
    typed += 1;
    list.close();
  }

  /** @param {HTMLElement} option */
  function choose(option) {
    box.value = `/callboard ${option.dataset.value} `;
    close();
    box.focus();
  }

  async function complete() {
    typed += 1;
    const mine = typed;
    await new Promise(resolve => setTimeout(resolve, rest));
    if (mine !== typed) return;
    const input = /** @type {const} */ ({ is: 'completion', words: wordsOf(box.value) });
    const answer = await send(shownChannel(), input).catch(() => null);
    if (mine !== typed) return;
    const choices = answer?.is === 'completions' ? answer.choices : [];
    list.show(
      choices.map(({ label, value, description }) => {
        const option = make('div', { role: 'option', 'data-value': value }, label);
        if (description) option.append(' ', make('small', { class: 'more' }, description));
        return option;
      }),
    );
  }

  return { close, accept: list.accept };
}
