/** Builds the sentences of error messages. */

/** Joins cause and fix: `Channel not found. Check the channel ID.` */
export function sentenceOf(cause: string, fix?: string): string {
  return fix === undefined ? `${cause}.` : `${cause}. ${fix}.`;
}

/** The message for an error that no table lists. `code` is the service's own error code. */
export function unknownError(service: string, code: string): string {
  return `${service} returned an error that Callboard doesn't know (${code}). If this error continues, update Callboard.`;
}

/** The error's code or name for a log line. Its message could quote secrets, and the name "Error" says nothing. */
export function nameOfError(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const word = typeof code === 'string' ? code : String(name ?? '');
  return /^[A-Za-z][\w.]*$/.test(word) && word !== 'Error' ? word : 'unexpected error';
}
