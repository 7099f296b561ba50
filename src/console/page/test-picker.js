// @ts-check
/** The field that selects a test webhook. Its list shows those with all typed words. */
import { find, make } from './dom.js';
import { createListbox } from './listbox.js';

/** @import { SampleChoice } from '../console.ts' */

/** @param {SampleChoice[]} choices */
export function startPicker(choices) {
  /** @type {HTMLInputElement} */
  const box = find('#trigger');
  let offered = choices;
  let chosen = choices.find(({ type }) => type === 'call.missed') ?? choices[0];
  const list = createListbox(box, find('#tests'), { load: filter, choose, cancel: restore, leave });

  const isOpen = () => box.ariaExpanded === 'true';

  function restore() {
    list.close();
    box.value = chosen ? nameOf(chosen) : '';
  }

  /** @param {HTMLElement} option */
  function choose({ dataset }) {
    chosen = offered.find(choice => idOf(choice) === dataset.value) ?? chosen;
    restore();
  }

  /** Shows the choices that fit the text; all of them until the reader types. */
  function filter() {
    const isTyped = !chosen || box.value !== nameOf(chosen);
    const words = isTyped ? box.value.toLowerCase().split(/\s+/) : [];
    const found = offered.filter(choice => words.every(word => searchText(choice).includes(word)));
    if (found.length === 0) return list.show([make('div', { role: 'option', 'aria-disabled': 'true' }, 'No matches')]);
    const groups = Map.groupBy(found, ({ title, group }) => `${title} · ${group}`);
    // Groups are in the order of their first choice, so the options are too.
    const ordered = [...groups.values()].flat();
    list.show([...groups].map(makeGroup), isTyped || !chosen ? 0 : ordered.indexOf(chosen));
  }

  /** Selects the active option, like Enter. */
  function leave() {
    if (!list.accept()) restore();
  }

  box.onfocus = () => box.select();
  box.onclick = () => {
    if (!isOpen()) filter();
  };
  restore();
  return {
    chosen: () => chosen,
    /** Closes the list, with the active option selected; false if it is closed. */
    accept() {
      const wasOpen = isOpen();
      if (wasOpen) leave();
      return wasOpen;
    },
    /** Replaces the choices and selects one. @param {SampleChoice[]} now @param {string} source @param {string} trigger */
    offer(now, source, trigger) {
      offered = now;
      chosen = now.find(choice => choice.source === source && choice.trigger === trigger);
      restore();
    },
  };
}

/** @param {[string, SampleChoice[]]} group */
function makeGroup([label, choices]) {
  const options = choices.map(choice =>
    make(
      'div',
      { role: 'option', 'data-value': idOf(choice) },
      choice.meaning,
      ' ',
      make('small', { class: 'more' }, choice.trigger),
    ),
  );
  const title = make('div', { class: 'group', 'aria-hidden': 'true' }, label);
  return make('div', { role: 'group', 'aria-label': label }, title, ...options);
}

/** @param {SampleChoice} choice */
function nameOf({ meaning, title }) {
  return `${meaning} · ${title}`;
}

/** @param {SampleChoice} choice */
function searchText({ meaning, title, group, trigger, type }) {
  return `${meaning} ${title} ${group} ${trigger} ${type}`.toLowerCase();
}

/** @param {SampleChoice} choice */
function idOf({ source, trigger }) {
  return `${source}/${trigger}`;
}
