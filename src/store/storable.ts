/** PostgreSQL holds no NUL in text. */
export function storable(text: string): string {
  return text.replaceAll('\0', '');
}
