// @ts-check
/** The command box: accepts `/callboard add` or `add`. Enter sends. */
import { ask } from './chat.js';
import { startCompletions } from './completions.js';
import { find } from './dom.js';
import { shownChannel } from './messages.js';

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
export function wordsOf(typed) {
  const text = typed.trimStart();
  if (text.startsWith('/') && '/callboard'.startsWith(text.toLowerCase())) return '';
  return text.replace(/^\/?callboard(?:\s+|$)|^\//i, '');
}
