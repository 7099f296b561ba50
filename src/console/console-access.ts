/** How people sign in to the console. */
import { readSecret } from '../store/sources/secrets.ts';
import type { Db } from '../store/tables.ts';
import type { ConsoleAccess } from './guard.ts';

/** `isDemo`: no token of a platform is set. With one, a proxy's visitors look like this machine, and the console can write into real channels. */
export async function chooseAccess(password: string | null, isDemo: boolean, db: Db): Promise<ConsoleAccess> {
  if (password !== null) return { by: 'password', password };
  return isDemo ? { by: 'machine' } : { by: 'link', key: await readSecret(db, 'console link') };
}
