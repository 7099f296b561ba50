/** Creates files (0600) and folders (0700) that only their owner can read, whatever the umask. */
import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const fileMode = 0o600;
const folderMode = 0o700;
/** The permission bits of group and others. */
const others = 0o077;
const sticky = 0o1000;

/**
 * Creates an empty file if none exists, also where a link points; an existing file stays unchanged. Throws file system
 * errors.
 */
export function createPrivateFile(path: string): void {
  if (existsSync(path)) return;
  // Not with `x`, which fails for a link to a missing file. The database would then create that file, for all to read.
  const file = openSync(path, 'a', fileMode);
  try {
    fchmodSync(file, fileMode);
  } finally {
    closeSync(file);
  }
}

/** Creates a folder and its missing parents; existing folders stay unchanged. */
export function createPrivateFolder(path: string): void {
  const folder = resolve(path);
  if (existsSync(folder)) return;
  // Node's recursive mkdir never returns below /proc.
  if (dirname(folder) !== folder) createPrivateFolder(dirname(folder));
  try {
    mkdirSync(folder, folderMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  chmodSync(folder, folderMode);
}

/** A file or folder that others can read or write. */
interface WidePath {
  path: string;
  /** Octal digits, `644`. */
  mode: string;
  /** The command that restricts access. */
  fix: string;
}

/** Finds the existing paths that others can read or write; none on Windows, which has no such modes. */
export function findWidePaths(paths: readonly string[]): WidePath[] {
  if (process.platform === 'win32') return [];
  return paths.flatMap(path => {
    const found = statSync(path, { throwIfNoEntry: false });
    // Folders shared by design, such as /tmp, stay as they are.
    if (!found || (found.mode & others) === 0 || (found.isDirectory() && (found.mode & sticky) !== 0)) return [];
    const fix = `chmod ${(found.isDirectory() ? folderMode : fileMode).toString(8)} ${quote(path)}`;
    return { path, mode: (found.mode & 0o777).toString(8).padStart(3, '0'), fix };
  });
}

/** Quotes a path for a shell. */
function quote(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
