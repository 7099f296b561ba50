// @ts-check
/** The switches for the theme and the shown platforms. The browser remembers both. */
import { find } from './dom.js';

/** The light/dark switch. The system's setting applies until the reader chooses. */
export function startTheme() {
  /** @type {HTMLButtonElement} */
  const button = find('#theme');
  const isDark = () => document.documentElement.dataset.theme === 'dark';
  /** @param {boolean} dark */
  const set = dark => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    button.textContent = `Switch to ${dark ? 'light' : 'dark'} mode`;
  };
  button.onclick = () => {
    set(!isDark());
    localStorage.setItem('theme', isDark() ? 'dark' : 'light');
  };
  const chosen = localStorage.getItem('theme');
  set(chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches);
}

/** The platform switch: by default both, or the first platform on narrow screens. */
export function startView() {
  const chosen = localStorage.getItem('view');
  /** @type {NodeListOf<HTMLInputElement>} */
  const choices = document.querySelectorAll('#view input');
  /** @param {string} view */
  const show = view => find('#feed').setAttribute('data-view', view);
  for (const choice of choices) {
    choice.onchange = () => {
      show(choice.value);
      localStorage.setItem('view', choice.value);
    };
  }
  const narrow = matchMedia('(max-width: 760px)').matches;
  const first = [...choices].find(({ value }) => value === chosen) ?? choices[narrow ? 1 : 0];
  if (!first) return;
  first.checked = true;
  show(first.value);
}
