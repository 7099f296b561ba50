// @ts-check
import { find } from './dom.js';

/** The platform switch: by default both, or Slack on narrow screens. */
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
  const first = [...choices].find(({ value }) => value === (chosen ?? (narrow ? 'slack' : 'both'))) ?? choices[0];
  if (!first) return;
  first.checked = true;
  show(first.value);
}
