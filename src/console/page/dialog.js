// @ts-check
/** Shows a response's form as a dialog, which stays open until the form is valid. */
import { find, make } from './dom.js';
import { createInserter, makeField, makeNames } from './fields.js';

/** @import { Form } from '../../platforms/chat-protocol.ts' */
/** @import { MadeField } from './fields.js' */
/** @import { WebAnswer } from '../chat-route.ts' */
/** @typedef {Extract<WebAnswer, { is: 'form' | 'invalid' }>} Opening */
/**
 * @typedef {object} Handling
 * @property {(action: string, fields: Record<string, string[]>) => Promise<WebAnswer>} send
 * @property {(answer: WebAnswer) => void} done Called with the first response that isn't a form.
 * @property {(error: unknown) => string} failure
 */

/** @param {Opening} opening @param {Handling} handling */
export function openDialog(opening, handling) {
  /** @type {HTMLDialogElement} */
  const dialog = find('#dialog');
  fill(dialog, opening, handling);
  if (!dialog.open) dialog.showModal();
  const wrong = dialog.querySelector('[aria-invalid="true"]');
  const first = wrong ?? dialog.querySelector('.field :is(input, textarea, select)');
  if (!(first instanceof HTMLElement)) return;
  first.focus({ preventScroll: true });
  first.closest('.field')?.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLDialogElement} dialog @param {Opening} opening @param {Handling} handling */
function fill(dialog, opening, handling) {
  const { title, intro, lists = [], submit, action } = opening.form;
  const problems = opening.is === 'invalid' ? opening.problems : {};
  const fields = opening.form.fields.map((field, index) => makeField(field, index, problems[field.name]));
  const cancel = make('button', { type: 'button' }, 'Cancel');
  cancel.onclick = () => dialog.close();
  const send = make('button', { type: 'submit', class: 'primary' }, submit);
  const said = make('p', { class: 'problem', role: 'alert' });
  const form = make(
    'form',
    { novalidate: '' },
    make('h2', { id: 'dialog-title' }, title),
    make(
      'div',
      { class: 'fields' },
      ...(intro ? [make('p', { class: 'intro' }, intro)] : []),
      ...lists.map(list => makeNames(list, text => insert(text))),
      ...fields.filter(({ folded }) => !folded).map(({ element }) => element),
      ...fold(fields, problems),
    ),
    make('div', { class: 'end' }, said, make('div', { class: 'row' }, cancel, send)),
  );
  const insert = createInserter(form);
  const update = () => showFields(fields);
  form.onchange = update;
  update();
  said.textContent = othersOf(opening.form, problems);
  form.onsubmit = async event => {
    event.preventDefault();
    const wrong = fields.filter(field => !field.element.hidden && !field.check());
    if (wrong[0]) return wrong[0].focus();
    send.disabled = true;
    try {
      const shown = fields.filter(({ element }) => !element.hidden);
      const filled = Object.fromEntries(shown.map(({ name, read }) => [name, read()]));
      next(dialog, await handling.send(action, filled), handling);
    } catch (error) {
      said.textContent = handling.failure(error);
    }
    send.disabled = false;
  };
  dialog.replaceChildren(form);
}

/** The fields under *More options*, open when one has a value or a problem. @param {MadeField[]} fields @param {Readonly<Record<string, string>>} problems */
function fold(fields, problems) {
  const folded = fields.filter(field => field.folded);
  if (folded.length === 0) return [];
  const open = folded.some(({ name, read }) => name in problems || read().length > 0);
  const inside = [make('summary', {}, 'More options'), ...folded.map(({ element }) => element)];
  return [make('details', { class: 'fold', ...(open && { open: '' }) }, ...inside)];
}

/** Shows the fields that fit the values of the others. @param {MadeField[]} fields */
function showFields(fields) {
  const values = new Map(fields.map(({ name, read }) => [name, read()]));
  for (const { element, shownFor } of fields) {
    element.hidden = !Object.entries(shownFor).every(([name, wanted]) =>
      values.get(name)?.some(value => wanted.includes(value)),
    );
  }
}

/** @param {HTMLDialogElement} dialog @param {WebAnswer} answer @param {Handling} handling */
function next(dialog, answer, handling) {
  // The dialog was closed meanwhile; the submission counts, and its response is shown.
  if (dialog.open && (answer.is === 'form' || answer.is === 'invalid')) return openDialog(answer, handling);
  dialog.close();
  handling.done(answer);
}

/** Problems of values that aren't fields of this form. @param {Form} form @param {Readonly<Record<string, string>>} problems */
function othersOf({ fields }, problems) {
  return Object.entries(problems)
    .filter(([name]) => !fields.some(field => field.name === name))
    .map(([, problem]) => problem)
    .join(' ');
}
