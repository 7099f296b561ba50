// @ts-check
/** Completes the typed command: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
import { send } from './chat.js';
import { wordsOf } from './command.js';
import { find, make } from './dom.js';
import { shownChannel } from './messages.js';

/** Milliseconds after a key press before completions are requested. */
const rest = 100;

/** @param {HTMLInputElement} box */
export function startCompletions(box) {
  /** @type {HTMLElement} */
  const list = find('#completions');
  let active = -1;
  /** Counts changes of the input, so that a response to an earlier one is ignored. */
  let typed = 0;
  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);

  /** @param {number} index */
  function activate(index) {
    active = index;
    for (const [each, option] of options().entries()) option.setAttribute('aria-selected', String(each === index));
    const option = options()[index];
    if (option) box.setAttribute('aria-activedescendant', option.id);
    else box.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {HTMLElement[]} made */
  function show(made) {
    list.replaceChildren(...made);
    list.hidden = made.length === 0;
    box.setAttribute('aria-expanded', String(made.length > 0));
    activate(-1);
  }

  function close() {
    typed += 1;
    show([]);
  }

  /** @param {HTMLElement | undefined} option */
  function take(option) {
    box.value = `/callboard ${option?.dataset.value ?? ''} `;
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
    show(
      choices.map(({ label, value, description }, index) => {
        const option = make('div', { id: `completion-${index}`, role: 'option', 'data-value': value }, label);
        if (description) option.append(' ', make('small', { class: 'more' }, description));
        option.onclick = () => take(option);
        return option;
      }),
    );
  }

  box.oninput = complete;
  box.onblur = close;
  // A press on an option must not move the focus, which would close the list before the click.
  list.onmousedown = press => press.preventDefault();
  box.onkeydown = key => {
    const count = options().length;
    if (key.key === 'ArrowDown' || key.key === 'ArrowUp') {
      key.preventDefault();
      if (count === 0) void complete();
      else activate((active + (key.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1) + count) % count);
    } else if (key.key === 'Escape') close();
    else if (key.key === 'Tab' && !key.shiftKey && active >= 0) {
      key.preventDefault();
      take(options()[active]);
    }
  };
  return {
    close,
    /** Accepts the marked option; false if none is marked. */
    accept() {
      if (active < 0) return false;
      take(options()[active]);
      return true;
    },
  };
}
