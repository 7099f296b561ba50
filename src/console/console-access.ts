/** Chooses how people sign in to the console. */
import { readSecret } from '../store/sources/secrets.ts';
import type { Db } from '../store/tables.ts';
import type { ConsoleAccess } from './guard.ts';

/**
 * The sign-in method. `isDemo`: no platform token is set. With a token, local access needs a link as well: visitors of a
 * local proxy look local, and the console can post to real channels.
 */
export async function chooseAccess(password: string | null, isDemo: boolean, db: Db): Promise<ConsoleAccess> {
  if (password === null && isDemo) return { by: 'machine' };
  const key = await readSecret(db, 'console link');
  return password === null ? { by: 'link', key } : { by: 'password', password, key };
}
