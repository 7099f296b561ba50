// @ts-check
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
