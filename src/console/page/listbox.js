// @ts-check
/** A text field with a list of options: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */

/**
 * @typedef {object} Listbox
 * @property {(content: HTMLElement[], first?: number) => void} show Opens the list; `first` is the active option.
 * @property {() => void} close
 * @property {() => boolean} accept Chooses the active option; false if none is active.
 */
/**
 * @typedef {object} Handling
 * @property {() => void} load Shows the options for the field's text.
 * @property {(option: HTMLElement) => void} choose An option was chosen.
 * @property {() => void} cancel Escape was pressed.
 * @property {() => void} leave The field lost the focus.
 */

const selector = '[role="option"]:not([aria-disabled])';

/** @param {HTMLInputElement} box @param {HTMLElement} list @param {Handling} handling @returns {Listbox} */
export function createListbox(box, list, { load, choose, cancel, leave }) {
  let active = -1;
  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(selector)]);

  /** @param {number} index */
  function activate(index) {
    active = index;
    for (const [each, option] of options().entries()) option.setAttribute('aria-selected', String(each === index));
    const option = options()[index];
    if (option) box.setAttribute('aria-activedescendant', option.id);
    else box.removeAttribute('aria-activedescendant');
    option?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {HTMLElement[]} content */
  function show(content, first = -1) {
    list.replaceChildren(...content);
    for (const [index, option] of options().entries()) option.id = `${list.id}-${index}`;
    list.hidden = content.length === 0;
    box.setAttribute('aria-expanded', String(content.length > 0));
    activate(first);
  }

  function accept() {
    const option = options()[active];
    if (option) choose(option);
    return option !== undefined;
  }

  box.oninput = load;
  box.onblur = leave;
  // A press on an option must not move the focus, which would close the list before the click.
  list.onmousedown = press => press.preventDefault();
  list.onclick = ({ target }) => {
    const option = /** @type {Element} */ (target).closest(selector);
    if (option instanceof HTMLElement) choose(option);
  };
  box.onkeydown = key => {
    const count = options().length;
    if (key.key === 'ArrowDown' || key.key === 'ArrowUp') {
      key.preventDefault();
      if (count === 0) load();
      else activate((active + (key.key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1) + count) % count);
    } else if (key.key === 'Escape') cancel();
    else if (key.key === 'Tab' && !key.shiftKey && active >= 0) {
      key.preventDefault();
      accept();
    }
  };
  return { show, close: () => show([]), accept };
}
