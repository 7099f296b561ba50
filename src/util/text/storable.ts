/** Removes characters that can't be stored: PostgreSQL's text has no NUL, and neither store takes half a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
