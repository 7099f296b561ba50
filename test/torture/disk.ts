/**
 * A full disk for one process: the kernel lets it write nothing into files any more (RLIMIT_FSIZE; Node leaves the signal
 * SIGXFSZ out, so that the write fails), and SQLite says "disk I/O error". No file system need be made for it.
 */
import { execFileSync } from 'node:child_process';

/** Whether prlimit(1) of util-linux is there. */
export function canFillDisk(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Changes the soft limit only, so that anybody may lift it again. A process that is gone by now is none to fill. */
export function setDiskFull(pid: number | undefined, full: boolean): void {
  if (pid === undefined) return;
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${full ? 1 : 'unlimited'}:`], { stdio: 'ignore' });
  } catch {}
}
