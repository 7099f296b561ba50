/** PostgreSQL holds no NUL in text, and neither store half of a surrogate pair, which JSON could carry there. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
