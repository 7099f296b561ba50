/** The sentences of errors: a known one from its row, and the one that all unknown ones share. */

/** `Channel not found. Check the channel ID.` */
export function sentenceOf(cause: string, fix?: string): string {
  return fix === undefined ? `${cause}.` : `${cause}. ${fix}.`;
}

/** For what no table has; `code` is the other side's word for it, which says nothing alone. */
export function unknownError(who: string, code: string): string {
  return `${who} returned an error that Callboard doesn't know (${code}). If it keeps coming, update Callboard.`;
}

/** An error's code or name for a log line: its message may quote what was sent. Most are just an "Error". */
export function nameOfError(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const word = typeof code === 'string' ? code : String(name ?? '');
  return /^[A-Za-z][\w.]*$/.test(word) && word !== 'Error' ? word : 'unexpected error';
}
