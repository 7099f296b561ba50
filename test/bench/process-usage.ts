/** Processor time and memory of a process, from Linux. */
import { readFileSync } from 'node:fs';

/** Ticks a second of /proc: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticks = 100;

/** Milliseconds of processor time, of all its threads. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets can contain spaces. User and system time are the fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1000;
}

/** Bytes of resident memory. */
export function memoryOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
