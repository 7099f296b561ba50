// @ts-check
import { find } from './dom.js';

/** The switch between light and dark: as the system is until somebody chooses, then as chosen. */
export function startTheme() {
  /** @type {HTMLButtonElement} */
  const button = find('#theme');
  const isDark = () => document.documentElement.dataset.theme === 'dark';
  /** @param {boolean} dark */
  const set = dark => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    button.setAttribute('aria-pressed', String(dark));
    button.textContent = dark ? 'Light' : 'Dark';
  };
  button.onclick = () => {
    set(!isDark());
    localStorage.setItem('theme', isDark() ? 'dark' : 'light');
  };
  const chosen = localStorage.getItem('theme');
  set(chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches);
}
