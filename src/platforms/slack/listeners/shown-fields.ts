/** Decides which fields of a form are shown, by the values of other fields. */
import type { Field, Form } from '../../chat-protocol.ts';

/** The fields that the form's own values show. */
export function shownFields({ fields }: Form): Field[] {
  const values = new Map(fields.map(({ name, value = [] }) => [name, [value].flat()]));
  const isShown = ({ shownFor = {} }: Field) =>
    Object.entries(shownFor).every(([name, wanted]) => values.get(name)?.some(value => wanted.includes(value)));
  return fields.filter(isShown);
}

/** The names of the fields whose values decide which others are shown. */
export function decidingFields({ fields }: Form): ReadonlySet<string> {
  return new Set(fields.flatMap(({ shownFor = {} }) => Object.keys(shownFor)));
}
