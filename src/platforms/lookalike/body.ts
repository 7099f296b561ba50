/** Reads a body of unknown shape. */

export type Fields = Readonly<Record<string, unknown>>;

/** Maximum depth that is rendered. Both platforms allow far less. */
export const deepest = 12;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The fields of an object; none for other values. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The objects of a list; none for other values. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const telling = ['title', 'name', 'label', 'text', 'content', 'description', 'value', 'alt_text'];

/** The visible texts in an unknown value. */
export function anyText(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value;
  if (depth > deepest || !isFields(value)) return '';
  const inside = Array.isArray(value)
    ? value
    : Object.entries(value).flatMap(([key, field]) => (telling.includes(key) || isFields(field) ? [field] : []));
  return inside
    .map(each => anyText(each, depth + 1))
    .filter(text => text !== '')
    .join(' ');
}
