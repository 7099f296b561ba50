/** Lists in a sentence, as every text of Callboard writes them: `calls, meetings and recordings`. */

/** `a`, `a and b`, `a, b and c`. */
export function listAnd(items: readonly string[]): string {
  return joinWith(items, 'and');
}

/** `a`, `a or b`, `a, b or c`. */
export function listOr(items: readonly string[]): string {
  return joinWith(items, 'or');
}

function joinWith(items: readonly string[], word: string): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`;
}
