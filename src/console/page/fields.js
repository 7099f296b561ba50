// @ts-check
/** The fields of a form: label, hint, input, and an error below it; and the names to insert into them. */
import { makeTime } from './blocks.js';
import { make } from './dom.js';

/** @import { Choice, Field, NameList } from '../../platforms/chat-protocol.ts' */
/** The input of a field. @typedef {{ element: HTMLElement, first: HTMLElement, read: () => string[] }} Entry */
/**
 * @typedef {object} MadeField
 * @property {string} name
 * @property {boolean} folded Shown under *More options*.
 * @property {Readonly<Record<string, readonly string[]>>} shownFor
 * @property {HTMLElement} element
 * @property {() => string[]} read Its values; empty without input.
 * @property {() => boolean} check False, with an error under it, when it is required and empty.
 * @property {() => void} focus Also scrolls the field and its error into view.
 */

/** @param {Field} field @param {number} index @param {string} [problem] @returns {MadeField} */
export function makeField(field, index, problem) {
  const id = `field-${index}`;
  const entry = makeEntry(field, id);
  const grouped = entry.element instanceof HTMLFieldSetElement;
  const hint = make('p', { id: `${id}-hint`, class: 'hint' }, field.hint ?? '');
  const wrong = make('p', { id: `${id}-problem`, class: 'problem' });
  const described = grouped ? entry.element : entry.first;
  described.setAttribute('aria-describedby', `${hint.id} ${wrong.id}`);
  /** @param {string} words */
  const say = words => {
    wrong.textContent = words;
    described.toggleAttribute('data-wrong', words !== '');
    entry.first.setAttribute('aria-invalid', String(words !== ''));
  };
  say(problem ?? '');
  const label = field.optional ? `${field.label} (optional)` : field.label;
  if (grouped) entry.element.prepend(make('legend', {}, label));
  const parts = grouped ? [entry.element] : [make('label', { for: id }, label), entry.element];
  const element = make('div', { class: 'field' }, ...parts, ...(field.hint ? [hint] : []), wrong);
  return {
    name: field.name,
    folded: field.folded ?? false,
    shownFor: field.shownFor ?? {},
    element,
    read: entry.read,
    check() {
      const missing = !field.optional && entry.read().length === 0;
      say(missing ? 'Required' : '');
      return !missing;
    },
    focus() {
      const fold = element.closest('details');
      if (fold) fold.open = true;
      entry.first.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** @param {Field} field @param {string} id @returns {Entry} */
function makeEntry(field, id) {
  if (field.is === 'text') return makeText(field, id);
  if (field.is === 'list' || (field.is === 'select' && field.many))
    return makeChecks(field.label, field.choices, field.value ?? [], id);
  return makeSelect(field, id);
}

/** @param {Extract<Field, { is: 'text' }>} field @param {string} id @returns {Entry} */
function makeText({ value, lines, most }, id) {
  const box = lines === 'many' ? make('textarea', { id, rows: '6' }) : make('input', { id, type: 'text' });
  if (most !== undefined) box.maxLength = most;
  box.autocomplete = 'off';
  box.value = value ?? '';
  return { element: box, first: box, read: () => (box.value.trim() === '' ? [] : [box.value]) };
}

/** @param {Extract<Field, { is: 'select' | 'one' }>} field @param {string} id @returns {Entry} */
function makeSelect({ choices, value, optional, none: noneLabel = 'None' }, id) {
  const [chosen] = value ?? [];
  const none = optional || chosen === undefined ? [new Option(optional ? noneLabel : 'Select…', '')] : [];
  const options = choices.map(choice => new Option(tell(choice), choice.value));
  const select = make('select', { id }, ...none, ...options);
  select.value = chosen ?? '';
  return { element: select, first: select, read: () => (select.value === '' ? [] : [select.value]) };
}

/** Longer lists get a search box. */
const few = 8;

/** @param {string} label @param {readonly Choice[]} choices @param {readonly string[]} value @param {string} id @returns {Entry} */
function makeChecks(label, choices, value, id) {
  const searched = choices.length > few;
  /** @param {Choice} choice */
  const place = choice => (value.includes(choice.value) ? 0 : 1);
  // Chosen options of a long list come first, where they are visible.
  const ordered = searched ? choices.toSorted((one, other) => place(one) - place(other)) : choices;
  const checks = ordered.map(choice => {
    const box = make('input', { type: 'checkbox', value: choice.value });
    box.checked = value.includes(choice.value);
    const words = make('span', {}, choice.label);
    if (choice.description) words.append(make('br'), make('small', { class: 'more' }, choice.description));
    return { box, label: make('label', { class: 'check' }, box, words) };
  });
  const list = make('div', { class: 'checks' }, ...checks.map(({ label }) => label));
  const search = make('input', { type: 'search', id, placeholder: 'Search', 'aria-label': `Search ${label}` });
  search.oninput = () => {
    const words = search.value.trim().toLowerCase();
    for (const { label } of checks) label.hidden = !label.textContent.toLowerCase().includes(words);
  };
  // Enter must not submit the form from the search box.
  search.addEventListener('keydown', key => {
    if (key.key === 'Enter') key.preventDefault();
  });
  return {
    element: make('fieldset', {}, ...(searched ? [search] : []), list),
    first: searched ? search : (checks[0]?.box ?? list),
    read: () => checks.filter(({ box }) => box.checked).map(({ box }) => box.value),
  };
}

/** @param {Choice} choice */
function tell({ label, description }) {
  return description ? `${label}: ${description}` : label;
}

/** Names to insert into a text field: a list of buttons. @param {NameList} list @param {(text: string) => void} insert */
export function makeNames({ label, names, folded }, insert) {
  const items = names.map(({ text, note, at }) => {
    const button = make('button', { type: 'button', title: `Insert ${text}` }, make('code', {}, text));
    button.onclick = () => insert(text);
    return make('li', {}, button, ' ', at === undefined ? make('span', {}, note) : makeTime(at));
  });
  const list = make('ul', { 'aria-label': label }, ...items);
  return folded
    ? make('details', { class: 'names' }, make('summary', {}, label), list)
    : make('div', { class: 'names' }, make('p', { class: 'intro' }, label), list);
}

/** Inserts texts at the caret of the text field that had the focus last, at first of the form's first one. @param {HTMLElement} form */
export function createInserter(form) {
  /** @type {HTMLInputElement | HTMLTextAreaElement | null} */
  let field = form.querySelector('.field :is(textarea, input[type="text"])');
  form.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches('.field :is(textarea, input[type="text"])')) {
      field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (target);
    }
  });
  /** @param {string} text */
  return text => {
    if (!field) return;
    field.focus();
    field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
  };
}
