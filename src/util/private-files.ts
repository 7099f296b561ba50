/** Files and folders that only their owner may read: 0600 and 0700, whatever the umask. */
import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const fileMode = 0o600;
const folderMode = 0o700;
/** Everything that lets others in. */
const others = 0o077;
const sticky = 0o1000;

/** Creates an empty file if there is none; a file that exists stays as it is. Throws what the file system says. */
export function createPrivateFile(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', fileMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    fchmodSync(file, fileMode);
  } finally {
    closeSync(file);
  }
}

/** Creates a folder and those above it that are missing; folders that exist stay as they are. */
export function createPrivateFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  // Node's own recursion never ends below /proc.
  if (dirname(folder) !== folder) createPrivateFolder(dirname(folder));
  try {
    mkdirSync(folder, folderMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  chmodSync(folder, folderMode);
}

/** A file or folder that others may read or write. */
export interface WidePath {
  path: string;
  /** Octal digits, `644`. */
  mode: string;
  /** The command that narrows it. */
  fix: string;
}

/** Those of `paths` that exist and let others in. Windows has no such modes, so there are none. */
export function findWidePaths(paths: readonly string[]): WidePath[] {
  if (process.platform === 'win32') return [];
  return paths.flatMap(path => {
    const found = statSync(path, { throwIfNoEntry: false });
    // A folder that others share by design, such as /tmp, is nobody's to narrow.
    if (!found || (found.mode & others) === 0 || (found.isDirectory() && (found.mode & sticky) !== 0)) return [];
    const fix = `chmod ${(found.isDirectory() ? folderMode : fileMode).toString(8)} ${quote(path)}`;
    return { path, mode: (found.mode & 0o777).toString(8).padStart(3, '0'), fix };
  });
}

/** As a shell reads it. */
function quote(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
