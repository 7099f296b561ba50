/**
 * Simulates a full disk for one process with RLIMIT_FSIZE, without a file system of its own. Node ignores the signal SIGXFSZ,
 * so writes fail and SQLite reports "disk I/O error".
 */
import { execFileSync } from 'node:child_process';

/** Whether prlimit(1) of util-linux is installed. */
export function canFillDisk(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Changes only the soft limit, so that it can be lifted again. Ignores a process that has ended. */
export function setDiskFull(pid: number | undefined, full: boolean): void {
  if (pid === undefined) return;
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${full ? 1 : 'unlimited'}:`], { stdio: 'ignore' });
  } catch {}
}
