/** Reading a body of which nothing is certain. */

export type Fields = Readonly<Record<string, unknown>>;

/** How deep a body is followed. Both platforms allow far less. */
export const deepest = 12;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The fields of an object; of anything else none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The objects of a list; of anything else none. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const telling = ['title', 'name', 'label', 'text', 'content', 'description', 'value', 'alt_text'];

/** What is written in something unknown: the texts that people would see of it. */
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
